--- Prompts, one after the other: vim.ui.input and vim.ui.select written as straight code.
--- Everything here except run() must be called inside run().
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
        return choice[2]
      end,
    }, done)
  end)
  return chosen and chosen[1]
end

-- Who knows a file, as choices; none when the program cannot say.
local function knowers(path, root)
  local program = require('leadline').options.cmd[1]
  local answer = await(function(done)
    vim.system({ program, 'who', '--json', path }, { cwd = root, text = true, timeout = 3000 }, vim.schedule_wrap(done))
  end)
  local ok, found = pcall(vim.json.decode, answer.stdout or '', { luanil = { object = true } })
  if answer.code ~= 0 or not ok or type(found) ~= 'table' then
    return {}
  end
  local choices = {}
  for _, person in ipairs(found.knowers or {}) do
    if person.active then
      local handle = person.handle and person.handle ~= '' and '@' .. person.handle:gsub('^@', '')
      table.insert(choices, {
        handle or person.email,
        ('%s · knows this, here last %s'):format(handle or person.name, person.last:sub(1, 10)),
      })
    end
  end
  return choices
end

-- What a command of the server answers, as a list; none when it cannot say.
local function list(running, command, arguments)
  local found = await(function(done)
    require('leadline.client').request(running, 'workspace/executeCommand', { command = command, arguments = { arguments } }, function(err, result)
      done(not err and result or {})
    end)
  end)
  return type(found) == 'table' and found or {}
end

--- When to pair with somebody, by what costs least focus, with the server's reasons; or whenever is typed. nil when cancelled.
function M.time(prompt, default, running, args)
  local choices = {}
  for _, slot in ipairs(not default and list(running, 'leadline.pairing.times', args) or {}) do
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
  for _, who in ipairs(not default and list(running, command, { uri = args.uri, range = args.range, about = args.about }) or {}) do
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

--- Somebody: one of those who know the current file, or whoever is typed. nil when cancelled.
function M.person(prompt, default)
  local path = vim.api.nvim_buf_get_name(0)
  local root = vim.fs.root(0, '.git')
  local choices = root and not default and knowers(path:sub(#root + 2), root) or {}
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

return M
