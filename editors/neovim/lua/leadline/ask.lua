--- Prompts, one after the other: vim.ui.input and vim.ui.select written as straight code.
--- Everything here except run() must be called inside run().
local say = require('leadline.say')

local M = {}

--- Runs fn, which may ask.
function M.run(fn)
  local thread = coroutine.create(fn)
  local ok, err = coroutine.resume(thread)
  if not ok then
    error(debug.traceback(thread, err), 0)
  end
end

-- Waits for a callback that may come at once or later.
local function await(start)
  local thread = coroutine.running()
  local here, waiting, answer = false, false, nil
  start(function(value)
    if not waiting then
      here, answer = true, value
      return
    end
    local ok, err = coroutine.resume(thread, value)
    if not ok then
      error(debug.traceback(thread, err), 0)
    end
  end)
  if here then
    return answer
  end
  waiting = true
  return coroutine.yield()
end

--- A line of text, trimmed; nil when cancelled.
function M.text(prompt, default)
  vim.cmd.redraw() -- else it stands behind the answer before
  local line = await(function(done)
    vim.ui.input({ prompt = prompt .. ': ', default = default }, done)
  end)
  return line and vim.trim(line)
end

--- One of choices {value, label}; nil when cancelled.
function M.choice(prompt, choices)
  vim.cmd.redraw()
  local chosen = await(function(done)
    vim.ui.select(choices, {
      prompt = prompt,
      format_item = function(choice)
        return choice[2] or choice[1]
      end,
    }, done)
  end)
  return chosen and chosen[1]
end

--- What the server answers to a request, as a table; an empty one when it cannot say.
function M.answer(running, method, params)
  local found = await(function(done)
    require('leadline.client').request(running, method, params, function(err, result)
      done(not err and result or {})
    end)
  end)
  return type(found) == 'table' and found or {}
end

--- What a command of the server answers, likewise.
function M.list(running, command, arguments)
  return M.answer(running, 'workspace/executeCommand', { command = command, arguments = { arguments } })
end

--- When to pair with somebody, by what costs least focus, with the server's reasons; or whenever is typed. nil when cancelled.
function M.time(prompt, default, running, args)
  local choices = {}
  for _, slot in ipairs(not default and M.list(running, 'leadline.pairing.times', args) or {}) do
    table.insert(choices, { slot.at, slot.reason ~= '' and ('%s · %s'):format(slot.title, slot.reason) or slot.title })
  end
  if #choices == 0 then
    return M.text(prompt, default)
  end
  table.insert(choices, { '', 'another time…' })
  local at = M.choice(prompt, choices)
  if at == '' then
    return M.text(prompt)
  end
  return at
end

--- Somebody to whom work could be offered, or with whom to pair, with the server's reasons; or whoever is typed. command answers
--- who they are. nil when cancelled.
function M.candidate(prompt, default, running, args, command)
  local choices = {}
  for _, who in ipairs(not default and M.list(running, command, { uri = args.uri, range = args.range, about = args.about }) or {}) do
    table.insert(choices, { who.to, ('%s · %s'):format(who.name, who.reason) })
  end
  if #choices == 0 then
    return M.text(prompt, default or '@')
  end
  table.insert(choices, { '', 'somebody else…' })
  local who = M.choice(prompt, choices)
  if who == '' then
    return M.text(prompt, '@')
  end
  return who
end

-- What is wrong with a word, in the server's words; nil for nothing. id is what it amends, if it does.
local function fault(running, command, key, value, uri, id)
  if value == '' or (require('leadline.client').server or {}).protocol == 0 then
    return nil
  end
  local found = M.answer(running, 'leadline/check', { command = command, key = key, value = value, uri = uri, id = id })
  return found.fault ~= '' and found.fault or nil
end

--- A line of text that the server understands: what it does not is asked for once more, with the reason. nil when cancelled.
function M.checked(prompt, default, running, command, key, uri, id)
  local value = M.text(prompt, default)
  local wrong = value and fault(running, command, key, value, uri, id)
  while wrong do
    value = M.text(('%s · %s'):format(wrong, prompt), value)
    wrong = value and fault(running, command, key, value, uri, id)
  end
  return value
end

--- What code must keep to, as one line: '' for nothing, nil when cancelled.
function M.rule(prompt, running, command)
  local kind = M.choice(prompt, {
    { '', 'no, people do' },
    { 'forbid', 'no file may import something' },
    { 'forbid-pattern', 'no line may match a pattern' },
    { 'companion', 'a file must change with another' },
  })
  if not kind or kind == '' then
    return kind
  end
  local what = M.text(({
    forbid = 'Which import, or path', ['forbid-pattern'] = 'Which regular expression', companion = 'Which path must change with it',
  })[kind])
  if not what or what == '' then
    return what
  end
  local path, root = vim.api.nvim_buf_get_name(0), vim.fs.root(0, '.git')
  local folder = root and vim.fs.dirname(path):sub(#root + 2) or ''
  local place = folder ~= '' and folder .. '/**' or '**'
  while true do
    place = M.text('In which files (a glob)', place)
    if not place or place == '' then
      return place
    end
    local rule = ('%s %s in %s'):format(kind, what, place)
    local wrong = fault(running, command, 'checks', rule, vim.uri_from_bufnr(0))
    if not wrong then
      return rule
    end
    what = M.text(wrong .. ' · What', what)
    if not what or what == '' then
      return what
    end
  end
end

--- One of the entries in lists of leadline.lists, those that lost their place first, or an id that is typed; and whether it stands
--- somewhere. nil when cancelled.
function M.entry(prompt, names)
  local buf, lost, rest = vim.api.nvim_get_current_buf(), {}, {}
  for _, name in ipairs(names) do
    local items = await(function(done)
      require('leadline.lists').fetch(name, buf, function(_, found)
        done(found or {})
      end)
    end)
    for _, item in ipairs(items) do
      local stray = vim.iter(item.anchors or {}):any(function(anchor)
        return anchor.state == 'orphaned' or anchor.state == 'changed'
      end)
      if item.id then
        table.insert(stray and lost or rest, {
          { id = item.id, placed = not stray and item.path ~= nil },
          stray and item.text .. ' · lost its place' or item.path and ('%s · %s:%d'):format(item.text, item.path, item.lnum) or item.text,
        })
      end
    end
  end
  local choices = vim.list_extend(lost, rest)
  if #choices == 0 then
    say.tell('there is nothing to attach; :Leadline decision logs something new')
    return nil
  end
  local chosen = M.choice(prompt, choices)
  if not chosen then
    return nil
  end
  return chosen.id, chosen.placed
end

return M
