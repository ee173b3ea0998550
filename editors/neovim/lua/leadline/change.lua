--- Changes what was said before: prompts that begin with what it says now. What takes several lines goes to a draft, as does all of
--- it where somebody would rather see it as a whole. Everything here must be called inside ask.run().
local ask = require('leadline.ask')
local say = require('leadline.say')

local M = {}

--- The number of what server and plugin speak with which this works.
M.since = 3

-- What whoever took something may change about it.
local terms = {
  { key = 'outcome', prompt = 'What it looks like when it is done (yours to change, smaller too; may stay empty)' },
  { key = 'check_in', prompt = 'When you would like to talk about it (fri, in 2 weeks; may stay empty)' },
  { key = 'tracking', prompt = 'How you want it followed (an issue, a board, every Friday; may stay empty)' },
}

local function says(args)
  return vim.iter(pairs(args)):any(function(key)
    return key ~= 'uri' and key ~= 'range' and key ~= 'id'
  end)
end

local function has_terms(args)
  return vim.iter(terms):any(function(word)
    return args[word.key] ~= nil
  end)
end

local handing_on = { change = true, ['take-changed'] = true }

--- Whether a command changes something that was said before, and does not say yet how.
function M.wants(command, args)
  if command == 'leadline.amend' then
    return not says(args)
  elseif command == 'leadline.retract' then
    return args.id == nil
  elseif command == 'leadline.decision.supersede' then
    return args.by == nil
  elseif command == 'leadline.respond' then
    return handing_on[args.answer] and not has_terms(args) or args.answer == 'handback' and args.instead == nil
  end
  return false
end

-- The one that is meant; nil when cancelled.
local function choose(found, command)
  if #found == 1 then
    return found[1]
  end
  local choices = vim.tbl_map(function(said)
    return { said, ('%s · %s'):format(said.title, said.id) }
  end, found)
  return ask.choice(command == 'leadline.retract' and 'Retract which? It is shown nowhere then' or 'Which?', choices)
end

local function texts(said)
  local found = {}
  for _, field in ipairs(said.fields) do
    found[field.key] = field.text
  end
  return found
end

local function sentence(text)
  return text:sub(1, 1):upper() .. text:sub(2)
end

-- What a field is to say; nil where it is left as it is.
local function ask_field(running, args, field, before)
  if field.sort == 'choice' then
    local choices = vim.tbl_map(function(value)
      return { value }
    end, field.choices or {})
    if not field.required then
      table.insert(choices, { '', 'not said' })
    end
    return ask.choice(sentence(field.meaning), choices)
  end
  local prompt = sentence(field.meaning) .. (field.required and '' or ' (may stay empty)')
  local value = ask.checked(prompt, before, running, 'leadline.amend', field.key, args.uri, args.id)
  return not (value == '' and field.required) and value or nil
end

-- What can be changed, and what was changed already: first what it says, then what it could say besides.
local function rows(said, now)
  local told, silent, rare, labels, long = {}, {}, {}, {}, {}
  for _, field in ipairs(said.fields) do
    local new = now[field.key]
    if new then
      table.insert(labels, field.label)
      table.insert(told, { field, ('%s: %s, before: %s'):format(field.label, new == '' and 'nothing any more' or new, field.shown == '' and 'nothing' or field.shown) })
    elseif field.text == '' then
      table.insert(field.rare and rare or silent, { field, field.label .. ':' })
    elseif field.long then
      table.insert(long, field)
    else
      table.insert(told, { field, ('%s: %s'):format(field.label, field.shown) })
    end
  end
  local list, changed = {}, table.concat(labels, ', ')
  local drafted = 'opens a draft' -- which begins with what is recorded
  if #labels > 0 then
    table.insert(list, { 'record', 'record ' .. changed })
    drafted = ('records %s, then opens a draft'):format(changed)
  end
  vim.list_extend(list, told)
  for _, field in ipairs(long) do
    table.insert(list, { 'draft', ('%s: %s · %s'):format(field.label, field.shown, drafted) })
  end
  vim.list_extend(list, silent)
  vim.list_extend(list, rare)
  table.insert(list, { 'draft', #labels > 0 and 'all of it, in a draft · records ' .. changed .. ' first' or 'all of it, in a draft' })
  return list
end

local function amend(running, args, said, unsent)
  local before, now = texts(said), {}
  if unsent and unsent.id == args.id then -- it was refused, or the server went away
    for key in pairs(before) do
      now[key] = unsent[key] ~= before[key] and unsent[key] or nil
    end
  end
  while true do
    local picked = ask.choice(('What do you want to change of %s?'):format(said.id), rows(said, now))
    if not picked then
      return false
    elseif picked == 'draft' and next(now) == nil then
      return 'leadline.amend', args
    elseif picked == 'draft' or picked == 'record' then
      local was = {}
      for key in pairs(now) do
        was[key] = before[key]
      end
      return 'leadline.amend', vim.tbl_extend('force', args, now, { was = was }), nil, picked == 'draft' and args or nil
    end
    local value = ask_field(running, args, picked, now[picked.key] or picked.text)
    if value == picked.text then
      now[picked.key] = nil
    elseif value then
      now[picked.key] = value
    end
  end
end

local function change_terms(running, args, said)
  local before, changed = texts(said), {}
  for _, word in ipairs(terms) do
    local value = ask.checked(word.prompt, before[word.key], running, 'leadline.respond', word.key, args.uri)
    if not value then
      return false
    elseif value ~= before[word.key] then
      changed[word.key] = value
    end
  end
  if next(changed) then
    return 'leadline.respond', vim.tbl_extend('force', args, changed)
  elseif args.answer == 'take-changed' then
    return 'leadline.respond', vim.tbl_extend('force', args, { answer = 'take' })
  end
  say.tell('nothing was changed')
  return false
end

local function hand_back(running, args, said)
  local way = ask.choice(('Before "%s" goes back'):format(said.title), {
    { 'smaller', 'make it smaller' }, { 'pair', 'pair on it' }, { 'someone', 'offer it to somebody else' }, { 'nothing', 'hand it back' },
  })
  if not way then
    return false
  elseif way == 'pair' then
    return 'leadline.pairing.schedule', { uri = args.uri, range = args.range, about = said.id }, {}
  end
  args = vim.tbl_extend('force', args, { instead = way })
  if way == 'smaller' then
    return change_terms(running, args, said)
  elseif way == 'someone' then
    args.to = ask.candidate('Offer it to', nil, running, args, 'leadline.todo.candidates')
    if not args.to or args.to == '' then
      return false
    end
  end
  return 'leadline.respond', args
end

-- What takes the place of a decision is asked like any, beginning with what that one says. What is not asked for goes along.
local function supersede(args, said, asked)
  local words, begin = { uri = args.uri, range = args.range, supersedes = said.id }, {}
  for _, field in ipairs(said.fields) do
    if field.text ~= '' and asked[field.key] then
      if field.long then
        return 'leadline.decision.supersede', args
      end
      begin[field.key] = field.text
    elseif field.text ~= '' then
      words[field.key] = field.value
    end
  end
  return 'leadline.decision.log', words, begin
end

--- Asks what is to change. Returns the command and what it is to be sent, if more is to be asked then, what those prompts begin
--- with, and what the same command is to be sent afterwards, if that is taken; nil where there is nothing to change, which the server
--- has words for, and false when cancelled. asked are the words that prompts ask of a decision, unsent what was not taken the last time.
function M.ask(running, command, args, asked, unsent)
  local found = ask.answer(running, 'leadline/fields', { command = command, id = args.id, uri = args.uri, range = args.range })
  if #found == 0 or command == 'leadline.respond' and #found[1].fields == 0 then
    return nil
  end
  local said = choose(found, command)
  if not said then
    return false
  end
  args = vim.tbl_extend('force', args, { id = said.id })
  if command == 'leadline.amend' then
    return amend(running, args, said, unsent)
  elseif command == 'leadline.decision.supersede' then
    return supersede(args, said, asked)
  elseif command == 'leadline.respond' then
    return (args.answer == 'handback' and hand_back or change_terms)(running, args, said)
  end
  return command, args
end

return M
