--- What is decided, asked and feared: decisions, questions, risks, and notes for the retro.
local known = require('leadline.actions.words').known

local function one_way(words)
  return words.undo == 'months'
end

local function outside(words)
  return words.decided_by == 'outside'
end

return {
  decision = {
    command = 'leadline.decision.log',
    about = 'log a decision about these lines',
    words = {
      { key = 'title', prompt = 'What was decided' },
      { key = 'because', prompt = 'Because (may stay empty)', optional = true },
      {
        key = 'undo', prompt = 'How long to undo it, if it is wrong?',
        choices = { { 'days', 'days' }, { 'weeks', 'weeks' }, { 'months', 'months: no version of it can be undone in days' } },
      },
      { key = 'decided_by', prompt = 'Decided by (me, team, @handle, outside)', default = 'me', optional = true },
      { key = 'source', prompt = 'Who or what outside decided it (may stay empty)', optional = true, when = outside },
      {
        key = 'confidence', prompt = 'How sure?', when = one_way,
        choices = { { 'guess', 'a guess' }, { 'enough', 'enough to decide' }, { 'certain', 'certain' } },
      },
      { key = 'options', prompt = 'What else was possible, and its trade-offs (may stay empty)', optional = true, when = one_way },
      { key = 'consulted', prompt = 'Who was asked before (@dev1, @dev2; may stay empty)', optional = true, when = one_way },
      { key = 'if_wrong', prompt = 'If it is wrong, we (may stay empty)', optional = true, when = one_way },
      { key = 'review_by', prompt = 'Look at it again (in 3 months, 2027-03-01; may stay empty)', optional = true, when = one_way },
      { key = 'checks', prompt = 'Must code keep to it?', optional = true, rule = true },
      known('status', { { 'proposed' }, { 'accepted' }, { 'rejected' } }),
      known('context'), known('informed'), known('tags'), known('saves'), known('costs'),
      known('supersedes'), known('answers'), known('relates_to'), known('at'),
    },
  },
  attach = {
    command = 'leadline.attach',
    about = 'say that a decision, question or risk belongs to these lines, too or instead',
    words = {
      { key = 'id', prompt = 'Attach which to these lines?', entries = { 'decisions', 'questions', 'risks' } },
      {
        key = 'also', prompt = 'It has a place already',
        choices = { { 'true', 'these lines as well' }, { 'false', 'these lines instead' } },
        when = function(words)
          return words.undo == nil
        end,
        placed = true,
      },
      known('undo', { { 'true' } }),
    },
  },
  doubt = {
    command = 'leadline.decision.question',
    about = 'put a question to the decision at the cursor',
    words = { known('id'), { key = 'text', prompt = 'What you ask of it' } },
  },
  defend = {
    command = 'leadline.decision.answer',
    about = 'answer the question that was put to the decision at the cursor',
    words = { known('id'), { key = 'text', prompt = 'The answer' }, known('nth') },
  },
  look = {
    command = 'leadline.decision.review',
    about = 'look at the decision at the cursor again: keep, change or retire it',
    words = {
      known('id'),
      { key = 'outcome', prompt = 'What becomes of it?', choices = { { 'keep', 'keep it' }, { 'change', 'change it' }, { 'retire', 'retire it' } } },
      { key = 'learned', prompt = 'One line that you learned (may stay empty)', optional = true, kept = true },
      { key = 'review_by', prompt = 'Look again (in 6 months; may stay empty)', optional = true },
    },
  },
  supersede = {
    command = 'leadline.decision.supersede',
    about = 'write what takes the place of the decision at the cursor, or name it: by=D-…',
    words = { known('id'), known('by') },
  },
  risk = {
    command = 'leadline.risk.raise',
    about = 'raise a risk at these lines',
    words = {
      { key = 'problem', prompt = 'What may go wrong' },
      { key = 'cause', prompt = 'Its cause, if it is known (may stay empty)', optional = true },
      { key = 'takes', prompt = 'What it takes to be rid of it (may stay empty)', optional = true },
      { key = 'gains', prompt = 'What gets better then (may stay empty)', optional = true },
      known('at'),
    },
  },
  close = {
    command = 'leadline.risk.close',
    about = 'close the risk at the cursor',
    words = { known('id'), { key = 'outcome', prompt = 'How it ended' } },
  },
  question = {
    command = 'leadline.question.open',
    about = 'keep a question at these lines',
    words = {
      { key = 'text', prompt = 'What is the question' },
      { key = 'decides', prompt = 'Who decides it (team, @handle; may stay empty)', optional = true },
      { key = 'by', prompt = 'By when (fri, in 2 weeks; may stay empty)', optional = true },
      { key = 'details', optional = true, silent = true },
    },
  },
  answer = {
    command = 'leadline.question.answer',
    about = 'answer the question at the cursor',
    words = { { key = 'id', optional = true, silent = true }, { key = 'text', prompt = 'The answer' } },
  },
  retro = {
    command = 'leadline.retro.note',
    about = 'note something about this area for the retro, never about a person',
    words = {
      { key = 'text', prompt = 'What you noticed about this area' },
      { key = 'anonymous', prompt = 'With your name?', choices = { { 'no', 'with my name' }, { 'yes', 'without a name' } } },
    },
  },
}
