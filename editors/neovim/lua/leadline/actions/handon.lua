--- Work that is handed on: offered, answered, wished for, and kept on one's own plate.
local answers = require('leadline.actions.words').answers

-- What an offer says besides what it is: never how.
local why = { key = 'why', prompt = 'Why' }
local outcome = { key = 'outcome', prompt = 'What it looks like when it is done (may stay empty)', optional = true }
local check_in = { key = 'check_in', prompt = 'First check-in (fri, in 2 weeks; may stay empty)', optional = true }
local authority = {
  key = 'authority', prompt = 'How far to go alone?',
  choices = { { 'look', 'look into it and recommend' }, { 'tell', 'act and tell' }, { 'free', 'act freely' } },
}

return {
  delegate = {
    command = 'leadline.todo.delegate',
    about = 'offer the TODO at the cursor to somebody',
    words = {
      { key = 'to', prompt = 'Offer it to', candidates = 'leadline.todo.candidates' },
      {
        key = 'what', prompt = 'What',
        default = function()
          return vim.api.nvim_get_current_line():match('%f[%w]%u%u%u%u+%f[%W][^:]*:%s*(.-)%s*$')
        end,
      },
      why, outcome, check_in, authority,
      { key = 'from', optional = true, silent = true },
    },
  },
  offer = {
    command = 'leadline.work.offer',
    about = 'offer work that has no comment to somebody',
    words = { { key = 'to', prompt = 'Offer it to', candidates = 'leadline.todo.candidates' }, { key = 'what', prompt = 'What' }, why, outcome, check_in, authority },
  },
  respond = {
    command = 'leadline.respond',
    about = 'answer an offer or a request',
    words = {
      { key = 'id', optional = true, silent = true },
      {
        key = 'answer', optional = true, silent = true,
        choices = {
          { 'take' }, { 'take-changed' }, { 'later' }, { 'decline' }, { 'change' }, { 'handback' }, { 'done' }, { 'on track' }, { 'moved' }, { 'help' },
          { 'keep' }, { 'retire' }, { 'accept' }, { 'reject' }, { 'deprecate' },
        },
      },
      { key = 'check_in', prompt = 'Move it to', default = 'in 1 week', ask = answers('moved') },
      { key = 'note', prompt = 'A line about it (may stay empty)', optional = true, ask = answers('on track', 'moved', 'help') },
      { key = 'reason', prompt = 'Why not, for who asked and kept nowhere (may stay empty)', optional = true, kept = true, ask = answers('decline') },
      { key = 'learned', prompt = 'One line that you learned (may stay empty)', optional = true, kept = true, ask = answers('keep', 'change', 'retire') },
      { key = 'review_by', prompt = 'Look again (may stay empty)', default = 'in 6 months', optional = true, ask = answers('keep') },
      { key = 'because', prompt = 'Why it is not done', ask = answers('reject') },
      { key = 'outcome', optional = true, silent = true },
      { key = 'tracking', optional = true, silent = true },
      { key = 'instead', optional = true, silent = true, choices = { { 'smaller' }, { 'pair' }, { 'someone' }, { 'nothing' } } },
    },
  },
  wish = {
    command = 'leadline.wish',
    about = 'say what you would like to learn, or to do less of',
    words = {
      {
        key = 'wish', prompt = 'What would you like of this file?',
        choices = { { 'learn', "I'd like to learn this" }, { 'less', 'less of this please' }, { 'none', 'neither, any more' } },
      },
      { key = 'area', optional = true, silent = true },
    },
  },
  thank = {
    command = 'leadline.thank',
    about = 'a thank-you for something that is done, to paste where you like',
    words = { { key = 'id', prompt = 'For which (T-…)' } },
  },
  plate = {
    command = 'leadline.plate',
    about = 'open your own plate; add=words puts something there, claim=true the TODO at the cursor; as=quickfix lists it',
    words = {
      { key = 'add', optional = true },
      { key = 'by', optional = true },
      { key = 'claim', optional = true, choices = { { 'true' } } },
      { key = 'id', optional = true },
      { key = 'urgent', optional = true, choices = { { 'yes' }, { 'no' }, { 'unset' } } },
      { key = 'important', optional = true, choices = { { 'yes' }, { 'no' }, { 'unset' } } },
      { key = 'done', optional = true, choices = { { 'true' } } },
      { key = 'drop', optional = true, choices = { { 'true' } } },
    },
  },
}
