--- Says things about code: what can be said, with its words, is in leadline/actions.
---
--- Where words are missing they are asked for here, so that the server receives a complete command and acts at once.
--- Without prompts it receives {uri, range} and asks by itself, in a draft.
local ask = require('leadline.ask')
local change = require('leadline.change')
local client = require('leadline.client')
local say = require('leadline.say')

local M = {}

--- name → {command, about, words}. A word is asked for as text, from choices, or among people, unless all that must be there is
--- there; optional ones may stay empty; `when` leaves one out, `ask` has one asked for though nothing else is missing, `silent` never
--- asks, and what is `kept` is sent though it is empty. `candidates` and `times` are asked of the server, and so is a default that
--- is `proposed`; `entries` are picked from lists, a `rule` is put together from its parts, and what is `placed` is asked only of
--- an entry that stands somewhere. The first word is what follows the name in :Leadline.
M.all = {}
for _, subject in ipairs({ 'decide', 'handon', 'pair', 'here' }) do
  M.all = vim.tbl_extend('error', M.all, require('leadline.actions.' .. subject))
end

local by_command = {}
for _, action in pairs(M.all) do
  by_command[action.command] = action
end

local unsent = {} -- command → words that were not taken; the next prompts start with them
local waiting = {} -- command → words that are under way

-- afterwards, if given, is what the same command is sent once this was taken.
local function send(running, action, args, buf, afterwards)
  waiting[action.command] = args
  client.execute(running, action.command, args, function(refused, result)
    waiting[action.command] = nil
    unsent[action.command] = refused and args or nil
    if type(result) == 'table' and type(result.message) == 'table' then -- words for one person, which nothing else keeps
      pcall(vim.fn.setreg, '+', result.message.text)
      vim.fn.setreg('"', result.message.text)
    end
    if afterwards and not refused then
      send(running, action, afterwards, buf)
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

-- Asks for what is missing in args, beginning with what was not taken before, else with what is to begin with; false when the user
-- cancelled.
local function complete(action, args, running, begin)
  local before, here = vim.tbl_extend('force', begin or {}, unsent[action.command] or {}), {}
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

-- The words that prompts ask for.
local function asked_of(action)
  local keys = {}
  for _, word in ipairs(action.words) do
    keys[word.key] = not word.silent and not word.rule or nil
  end
  return keys
end

--- Says something: action is one of M.all, args what is known already, with {uri, range}. drafted leaves the asking to the server.
function M.say(action, args, drafted, buf)
  local running = client.get(buf)
  if not running then
    say.warn('no server here. Open a file of a git repository, then see :checkhealth leadline')
    return
  end
  ask.run(function()
    local prompts, begin = require('leadline').options.prompts and not drafted, nil
    if prompts and change.wants(action.command, args) and ((client.server or {}).protocol or 0) >= change.since then
      local command, words, more, afterwards = change.ask(running, action.command, args, asked_of(M.all.decision), unsent[action.command])
      if command == false then
        return
      elseif command and not more then
        return send(running, by_command[command], words, buf, afterwards)
      elseif command then
        action, args, begin = by_command[command], words, more
      end
    end
    if not prompts or not missing(action, args) or complete(action, args, running, begin) then
      send(running, action, args, buf)
    end
  end)
end

--- Runs an LSP command that a lens or a code action carries.
function M.follow(command, buf)
  command = client.plain(command)
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
