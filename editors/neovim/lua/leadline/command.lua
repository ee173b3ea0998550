--- :[range]Leadline[!] ACTION [words] [key=value …]
local action = require('leadline.action')
local client = require('leadline.client')
local lists = require('leadline.lists')
local say = require('leadline.say')

local M = {}

local function who()
  local running = client.get(0)
  if not running then
    return
  end
  local params = vim.lsp.util.make_position_params(0, running.offset_encoding)
  client.request(running, 'textDocument/hover', params, function(err, hover)
    local lines = hover and vim.lsp.util.convert_input_to_markdown_lines(hover.contents) or {}
    if err or #lines == 0 then
      say.tell(err or 'there is nothing to say about this line yet')
      return
    end
    local own = vim.fn.exists('+winborder') == 1 and vim.o.winborder ~= '' -- from 0.11 on people choose their border
    vim.lsp.util.open_floating_preview(lines, 'markdown', { focus_id = 'leadline', border = not own and 'rounded' or nil })
  end, vim.api.nvim_get_current_buf())
end

local function me()
  action.say(action.all.report, { report = 'me' }, false, vim.api.nvim_get_current_buf())
end

-- The program's own answer, for what needs no place in the code: one line as a message, more in a split.
local function program(...)
  local before = { ... }
  return function(rest)
    local root = lists.root(0)
    if not root then
      say.fail('open a file of a git repository first')
      return
    end
    local command = vim.list_extend({ require('leadline').options.cmd[1] }, before)
    vim.list_extend(command, vim.split(rest or '', '%s+', { trimempty = true }))
    local shown = { cwd = root, text = true, timeout = 120000, env = { NO_COLOR = '1' } }
    local ok, problem = pcall(vim.system, command, shown, vim.schedule_wrap(function(done)
      local lines = vim.split(vim.trim(done.stdout or ''), '\n')
      if done.code ~= 0 then
        local why = vim.trim(done.stderr or ''):gsub('^leadline: ', '')
        say.fail(why ~= '' and why or 'that took too long; try it in a terminal')
      elseif #lines < 2 then
        say.tell(lines[1] ~= '' and lines[1] or 'done')
      else
        vim.cmd('botright new')
        local buf = vim.api.nvim_get_current_buf()
        vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
        vim.bo[buf].buftype, vim.bo[buf].bufhidden, vim.bo[buf].modifiable = 'nofile', 'wipe', false
        vim.api.nvim_win_set_height(0, math.min(#lines + 1, 15))
      end
    end))
    if not ok then
      say.fail(('cannot run `%s`: %s'):format(command[1], problem))
    end
  end
end

-- Those that ask and tell, beside the actions that say something: name → {about, run, words?}, the words being what may follow.
local views = {
  me = { about = 'what is shared about you here, and asked of you', run = me },
  who = { about = 'who owns this, whom to ask, what was decided', run = who },
  lens = { about = 'open a lens of this file', run = function() require('leadline.lens').open() end },
  drafts = {
    about = 'open a draft again that was left in the middle, or any',
    run = function(rest) require('leadline.drafts').choose(rest) end, words = { 'all' },
  },
  sync = {
    about = 'share with your team what was said here, and fetch what they said', run = program('sync'),
    words = { '--status', '--dry-run', '--auto' },
  },
  calendar = {
    about = 'your calendars, read for when you are busy', run = program('calendar'),
    words = { 'add', 'look', 'remove', 'share', 'unshare' },
  },
  restart = { about = 'start the server anew', run = client.restart },
}
for name, list in pairs(lists.all) do
  if not action.all[name] then
    views[name] = { about = 'list ' .. list.about, run = function(rest) lists.open(name, rest) end, words = lists.words(name) }
  end
end

local function names()
  local all = vim.list_extend(vim.tbl_keys(action.all), vim.tbl_keys(views))
  table.sort(all)
  return all
end

-- Splits "charge is idempotent undo=days" into the first word's value and the keys that this action knows.
local function parse(said, text)
  local known = {}
  for _, word in ipairs(said.words) do
    known[word.key] = true
  end
  local args, key, words = {}, said.words[1] and said.words[1].key, {}
  local function close()
    if key and #words > 0 then
      args[key] = table.concat(words, ' ')
    end
    words = {}
  end
  for part in text:gmatch('%S+') do
    local name, value = part:match('^(%l[%l_]*)=(.*)$')
    if name and (known[name] or said.open) then
      close()
      key, part = name, value
    end
    if part ~= '' then
      table.insert(words, part)
    end
  end
  close()
  return args
end

function M.run(command)
  local name, rest = command.args:match('^(%S*)%s*(.*)$')
  if name == '' then
    vim.ui.select(names(), {
      prompt = 'Leadline',
      format_item = function(item)
        return ('%-9s %s'):format(item, (action.all[item] or views[item]).about)
      end,
    }, function(chosen)
      if chosen then
        M.run(vim.tbl_extend('force', command, { args = chosen }))
      end
    end)
    return
  end
  if views[name] then
    return views[name].run(rest or '')
  end
  local said, running = action.all[name], client.get(0)
  if not said then
    say.fail(('there is no action "%s". There are: %s'):format(name, table.concat(names(), ', ')))
    return
  end
  if lists.all[name] and rest:find('%f[%w]as=%l') then
    return lists.open(name, rest)
  end
  local args = parse(said, rest)
  if running then
    local place = command.range > 0 and client.place(running, command.line1, command.line2) or client.place(running)
    args = vim.tbl_extend('keep', args, place)
  end
  action.say(said, args, command.bang, vim.api.nvim_get_current_buf())
end

-- Who could be meant by a word, as the server suggests them.
local function people(command, key)
  local running = client.get(0)
  if not running then
    return {}
  end
  local purpose = ({ ['leadline.review.request'] = 'review', ['leadline.todo.delegate'] = 'offer', ['leadline.work.offer'] = 'offer' })[command]
    or (key == 'with' and 'pair') or 'ask'
  local place = client.place(running)
  return client.answer(running, 'leadline/people', { uri = place.uri, range = place.range, ['for'] = purpose }, function(row)
    return row.to ~= '' and row.to or nil
  end)
end

-- The ids of what stands beside the code, and in this file.
local function ids()
  local running = client.get(0)
  local overview = running and client.answer(running, 'leadline/overview', { uri = vim.uri_from_bufnr(0) }) or {}
  local found = {}
  for _, group in ipairs(overview.groups or {}) do
    for _, item in ipairs(group.items) do
      if item.id and not vim.tbl_contains(found, item.id) then
        table.insert(found, item.id)
      end
    end
  end
  return found
end

-- Files and folders, from the top of the repository.
local function paths(lead)
  local root = lists.root(0)
  if not root then
    return {}
  end
  return vim.tbl_map(function(path)
    return path:sub(#root + 2)
  end, vim.fn.getcompletion(root .. '/' .. lead, 'file'))
end

-- What a word of an action may be.
local function values(said, word, lead)
  if word.key == 'id' or word.key == 'by' and said.command == 'leadline.decision.supersede' or word.key == 'supersedes' or word.key == 'about' then
    return ids()
  elseif word.key == 'to' or word.key == 'with' or word.key == 'decides' then
    return people(said.command, word.key)
  elseif word.key == 'decided_by' then
    return vim.list_extend({ 'me', 'team', 'outside' }, people(said.command, word.key))
  elseif word.paths then
    return paths(lead)
  end
  return vim.tbl_map(function(choice)
    return choice[1]
  end, word.choices or {})
end

function M.complete(lead, line)
  local name, rest = line:match('Leadline!?%s+(%S+)%s+(.*)$')
  local said = action.all[name or '']
  local offers = {}
  if not name then
    offers = names()
  elseif views[name] then
    offers = vim.list_extend({}, views[name].words or {})
  elseif said then
    local key, value = lead:match('^(%l[%l_]*)=(.*)$')
    for at, word in ipairs(said.words) do
      if not key and at == 1 and not (rest or ''):match('%S%s') then -- the first word's value needs no key
        vim.list_extend(offers, values(said, word, lead))
      end
      if not key then
        table.insert(offers, word.key .. '=')
      elseif key == word.key then
        for _, one in ipairs(values(said, word, value)) do
          table.insert(offers, key .. '=' .. one)
        end
      end
    end
    if lists.all[name] and not key then
      vim.list_extend(offers, { 'as=quickfix', 'as=telescope' })
    end
  end
  return vim.tbl_filter(function(offer)
    return vim.startswith(offer, lead)
  end, offers)
end

return M
