--- What can be said about code, which words each thing needs, and how it is sent.
---
--- Where words are missing they are asked for here, so that the server receives a complete command and acts at once.
--- Without prompts it receives {uri, range} and asks by itself, in a draft.
local ask = require('leadline.ask')
local client = require('leadline.client')

local M = {}

local function one_way(words)
  return words.undo == 'months'
end

local function outside(words)
  return words.decided_by == 'outside'
end

-- A word that is sent where it is given, and never asked for.
local function known(key, choices)
  return { key = key, optional = true, silent = true, choices = choices }
end

-- Whether the answer to something is one of these.
local function answers(...)
  local wanted = { ... }
  return function(words)
    return vim.tbl_contains(wanted, words.answer)
  end
end

-- What an offer says besides what it is: never how.
local why = { key = 'why', prompt = 'Why' }
local outcome = { key = 'outcome', prompt = 'What it looks like when it is done (may stay empty)', optional = true }
local check_in = { key = 'check_in', prompt = 'First check-in (fri, in 2 weeks; may stay empty)', optional = true }
local authority = {
  key = 'authority', prompt = 'How far to go alone?',
  choices = { { 'look', 'look into it and recommend' }, { 'tell', 'act and tell' }, { 'free', 'act freely' } },
}

-- What came of something, which nobody has to say.
local came_of_it = {
  key = 'outcome', prompt = 'What came of it, in a line (may stay empty)', optional = true,
  ask = function()
    return true
  end,
}

--- name → {command, about, words}. A word is asked for as text, from choices, or among people, unless all that must be there is
--- there; optional ones may stay empty; `when` leaves one out, `ask` has one asked for though nothing else is missing, `silent` never
--- asks, and what is `kept` is sent though it is empty. `candidates` and `times` are asked of the server, and so is a default that
--- is `proposed`; `entries` are picked from lists, a `rule` is put together from its parts, and what is `placed` is asked only of
--- an entry that stands somewhere. The first word is what follows the name in :Leadline.
M.all = {
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
  ask = {
    command = 'leadline.ask',
    about = 'a message about these lines to somebody who knows them, to paste where you like',
    words = {
      { key = 'to', optional = true, silent = true }, -- the server names who could be asked
      { key = 'question', prompt = 'Your question' },
    },
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
  pair = {
    command = 'leadline.pairing.schedule',
    about = 'schedule a pairing block about this place',
    words = {
      { key = 'with', prompt = 'With whom', candidates = 'leadline.pairing.candidates' },
      { key = 'for', prompt = 'How long', default = '60m', proposed = true },
      { key = 'at', prompt = 'When (thu 14:00, tomorrow 9:30)', times = true },
      {
        key = 'purpose', prompt = 'What is it for?', proposed = true,
        choices = { { 'spread', 'spread what one person knows' }, { 'unblock', 'get somebody on' }, { 'review', 'review together' }, { 'onboard', 'show somebody new' } },
      },
      { key = 'topic', prompt = 'What about', proposed = true },
      known('about'), known('zone'),
    },
  },
  move = {
    command = 'leadline.pairing.move',
    about = 'move a pairing block of yours, the one at the cursor or id=P-…; everybody is asked again',
    words = { known('id'), { key = 'at', prompt = 'Move it to (thu 14:00, tomorrow 9:30)' }, known('for'), known('zone') },
  },
  cancel = {
    command = 'leadline.pairing.cancel',
    about = 'call off a pairing block of yours',
    words = { known('id') },
  },
  happened = {
    command = 'leadline.pairing.done',
    about = 'say that a pairing block took place, and what came of it',
    words = { known('id'), came_of_it },
  },
  dropped = {
    command = 'leadline.pairing.drop',
    about = 'say that a pairing block did not take place',
    words = { known('id'), came_of_it },
  },
  outcome = {
    command = 'leadline.pairing.outcome',
    about = 'say what came of a pairing block: that it took place is said with it',
    words = { known('id'), { key = 'outcome', prompt = 'What came of it, in a line' } },
  },
  publish = {
    command = 'leadline.pairing.publish',
    about = 'put a pairing block into your own calendar; you are asked before',
    words = { known('id') },
  },
  invitation = {
    command = 'leadline.pairing.invite',
    about = "open a pairing block's invitation in your calendar program",
    words = { known('id') },
  },
  begin = {
    command = 'leadline.pairing.start',
    about = 'begin a session of pairing: your commits credit whoever sits with you',
    words = {
      {
        key = 'with', prompt = 'With whom (@dev2, several with commas; empty for the block that is now)', optional = true,
        ask = function(words)
          return not words.id
        end,
      },
      known('id'), known('hook', { { 'true' }, { 'false' } }),
    },
  },
  stop = {
    command = 'leadline.pairing.stop',
    about = 'end the session of pairing, and take its git hook away',
    words = {},
  },
  suggest = {
    command = 'leadline.pairing.suggest',
    about = 'with whom to pair about this place, and when: pick one of each',
    words = {
      { key = 'with', prompt = 'With whom', candidates = 'leadline.pairing.candidates' },
      { key = 'at', prompt = 'When (thu 14:00, tomorrow 9:30)', times = true },
      known('for'), known('topic'), known('purpose', { { 'spread' }, { 'unblock' }, { 'review' }, { 'onboard' } }), known('about'),
    },
  },
  -- For these the server knows what fits here, and offers it itself.
  review = {
    command = 'leadline.review.request',
    about = 'ask somebody for a review',
    words = { { key = 'to', optional = true }, { key = 'note', optional = true } },
  },
  respond = {
    command = 'leadline.respond',
    about = 'answer an offer or a request',
    words = {
      { key = 'id', optional = true, silent = true },
      {
        key = 'answer', optional = true, silent = true,
        choices = {
          { 'take' }, { 'later' }, { 'decline' }, { 'handback' }, { 'done' }, { 'on track' }, { 'moved' }, { 'help' },
          { 'keep' }, { 'change' }, { 'retire' }, { 'accept' }, { 'reject' }, { 'deprecate' },
        },
      },
      { key = 'check_in', prompt = 'Move it to', default = 'in 1 week', ask = answers('moved') },
      { key = 'note', prompt = 'A line about it (may stay empty)', optional = true, ask = answers('on track', 'moved', 'help') },
      { key = 'reason', prompt = 'Why not, for who asked and kept nowhere (may stay empty)', optional = true, kept = true, ask = answers('decline') },
      { key = 'learned', prompt = 'One line that you learned (may stay empty)', optional = true, kept = true, ask = answers('keep', 'change', 'retire') },
      { key = 'review_by', prompt = 'Look again (may stay empty)', default = 'in 6 months', optional = true, ask = answers('keep') },
      { key = 'because', prompt = 'Because', optional = true, ask = answers('reject') },
      { key = 'outcome', optional = true, silent = true },
      { key = 'tracking', optional = true, silent = true },
      { key = 'instead', optional = true, silent = true, choices = { { 'smaller' }, { 'pair' }, { 'someone' }, { 'nothing' } } },
    },
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
  reviewers = {
    command = 'leadline.reviewers',
    about = 'who could review what you changed, and why',
    words = {},
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

local by_command = {}
for _, action in pairs(M.all) do
  by_command[action.command] = action
end

local unsent = {} -- command → words that were not taken; the next prompts start with them
local waiting = {} -- command → words that are under way

local function send(running, action, args, buf)
  waiting[action.command] = args
  client.execute(running, action.command, args, function(refused, result)
    waiting[action.command] = nil
    unsent[action.command] = refused and args or nil
    if type(result) == 'table' and type(result.message) == 'table' then -- words for one person, which nothing else keeps
      pcall(vim.fn.setreg, '+', result.message.text)
      vim.fn.setreg('"', result.message.text)
    end
  end, buf)
end

--- The server has gone: keeps what it was being told for the next prompts. Whether there was any.
function M.lost()
  local any = next(waiting) ~= nil
  unsent = vim.tbl_extend('force', unsent, waiting)
  waiting = {}
  return any
end

local function wanted(word, args)
  return args[word.key] == nil and not word.silent and not (word.when and not word.when(args)) and not (word.ask and not word.ask(args))
end

-- What the server would propose for a block here, {topic, purpose, guessed, for, why}; empty where it cannot say.
local function proposal(running, args)
  if not client.knows(running, 'leadline.pairing.proposal') then
    return {}
  end
  return ask.list(running, 'leadline.pairing.proposal', { uri = args.uri, range = args.range, about = args.about, with = args.with })
end

-- The choices of a word, the one that is proposed first.
local function ordered(word, first, guessed)
  local choices = {}
  for _, choice in ipairs(word.choices) do
    if choice[1] == first then
      table.insert(choices, 1, { choice[1], guessed and guessed ~= '' and ('%s · %s'):format(choice[2], guessed) or choice[2] })
    else
      table.insert(choices, choice)
    end
  end
  return choices
end

local function ask_for(word, default, running, args, action, known_here)
  if word.rule then
    return ask.rule(word.prompt, running, action.command)
  elseif word.entries then
    local id, placed = ask.entry(word.prompt, word.entries)
    known_here.placed = placed
    return id
  elseif word.choices then
    return ask.choice(word.prompt, default and ordered(word, default, known_here.guessed) or word.choices)
  elseif word.candidates then
    return ask.candidate(word.prompt, default, running, args, word.candidates)
  elseif word.times then
    return ask.time(word.prompt, default, running, args)
  end
  return ask.checked(word.prompt, default, running, action.command, word.key, args.uri)
end

-- Asks for what is missing in args; false when the user cancelled.
local function complete(action, args, running)
  local before, here = unsent[action.command] or {}, {}
  for _, word in ipairs(action.words) do
    if wanted(word, args) and not (word.placed and not here.placed) then
      if word.proposed and not here.proposal then
        here.proposal = proposal(running, args)
        here.guessed = here.proposal.guessed
      end
      local default = before[word.key] or (here.proposal or {})[word.key] or word.default
      if type(default) == 'function' then
        default = default()
      end
      local value = ask_for(word, default, running, args, action, here)
      if value == nil or (value == '' and not word.optional) then
        return false
      end
      if value ~= '' or word.kept then
        args[word.key] = value
      end
    end
  end
  return true
end

local function missing(action, args)
  for _, word in ipairs(action.words) do
    if wanted(word, args) and not word.placed and (word.ask or not word.optional) then
      return true
    end
  end
  return false
end

--- Says something: action is one of M.all, args what is known already, with {uri, range}. drafted leaves the asking to the server.
function M.say(action, args, drafted, buf)
  local running = client.get(buf)
  if not running then
    vim.notify('leadline: no server here. Open a file of a git repository, then see :checkhealth leadline', vim.log.levels.WARN)
    return
  end
  ask.run(function()
    local prompts = require('leadline').options.prompts and not drafted
    if not prompts or not missing(action, args) or complete(action, args, running) then
      send(running, action, args, buf)
    end
  end)
end

--- Runs an LSP command that a lens or a code action carries.
function M.follow(command, buf)
  if command.command == 'leadline.more' then
    return M.more((command.arguments or {})[1] or {}, buf)
  end
  local action = by_command[command.command]
  if action then
    M.say(action, vim.deepcopy((command.arguments or {})[1] or {}), false, buf)
    return
  end
  client.execute(client.get(buf), command.command, (command.arguments or {})[1], nil, buf)
end

--- Lets the user pick one of the entries that the menu of a place leaves out.
function M.more(rest, buf)
  if type(rest.actions) ~= 'table' then
    client.execute(client.get(buf), 'leadline.more', rest, nil, buf)
    return
  end
  vim.cmd.redraw() -- else it stands behind the answer before
  vim.ui.select(rest.actions, {
    prompt = 'What about these lines?',
    kind = 'codeaction',
    format_item = function(entry)
      return entry.title
    end,
  }, function(entry)
    if entry then
      M.follow(entry, buf)
    end
  end)
end

--- The commands to run here rather than in the server, for the client's configuration.
function M.client_commands()
  local commands = {}
  for _, name in ipairs(vim.list_extend({ 'leadline.more' }, vim.tbl_keys(by_command))) do
    commands[name] = function(command, context)
      M.follow(command, context.bufnr)
    end
  end
  return commands
end

return M
