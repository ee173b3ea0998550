--- Whom to ask and what to read about a place, reviews, and what is done about anything that was said.
return {
  ask = {
    command = 'leadline.ask',
    about = 'a message about these lines to somebody who knows them, to paste where you like',
    words = {
      { key = 'to', optional = true, silent = true }, -- the server names who could be asked
      { key = 'question', prompt = 'Your question' },
    },
  },
  -- For reviews the server knows who fits here, and offers it itself.
  review = {
    command = 'leadline.review.request',
    about = 'ask somebody for a review',
    words = { { key = 'to', optional = true }, { key = 'note', optional = true } },
  },
  reviewers = {
    command = 'leadline.reviewers',
    about = 'who could review what you changed, and why',
    words = {},
  },
  retract = {
    command = 'leadline.retract',
    about = 'take back what was said',
    words = { { key = 'id', optional = true } },
  },
  amend = {
    command = 'leadline.amend',
    about = 'correct what was said',
    words = { { key = 'id', optional = true } },
    open = true, -- any key=value goes with it
  },
  snooze = {
    command = 'leadline.hint.snooze',
    about = 'no hints in this file for today, or always=true, or wake=true',
    words = {
      { key = 'always', optional = true, choices = { { 'true' } } },
      { key = 'wake', optional = true, choices = { { 'true' } } },
    },
  },
  report = {
    command = 'leadline.report.open',
    about = "open the team's week, or another report",
    words = {
      {
        key = 'report', optional = true,
        choices = { { 'week' }, { 'people' }, { 'decisions' }, { 'delegations' }, { 'pairings' }, { 'load' }, { 'me' }, { 'owner' } },
      },
    },
  },
  catchup = {
    command = 'leadline.catchup',
    about = 'what others did in this file, or a path, since you were last there; seen=true: it is known',
    words = { { key = 'path', optional = true, paths = true }, { key = 'since', optional = true }, { key = 'seen', optional = true, choices = { { 'true' } } } },
  },
  tour = {
    command = 'leadline.tour',
    about = 'what somebody new here should know, or new to a folder',
    words = { { key = 'path', optional = true, paths = true } },
  },
  why = {
    command = 'leadline.why.open',
    about = 'why the lines are there: every commit that touched them',
    words = {},
  },
  know = {
    command = 'leadline.know',
    about = 'correct what history says of you: do you know this?',
    words = {
      { key = 'know', prompt = 'Do you know this?', choices = { { 'yes', 'ask me about this' }, { 'no', 'I no longer know this' }, { 'unsaid', 'what history says is right' } } },
      { key = 'area', optional = true, silent = true, paths = true },
    },
  },
  companion = {
    command = 'leadline.companion.open',
    about = 'open what usually changes with this file',
    words = { { key = 'path', optional = true, silent = true, paths = true } },
  },
}
