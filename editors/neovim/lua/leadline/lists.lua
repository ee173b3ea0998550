--- Lists of what was said and is known in a repository, in the quickfix list, or in Telescope where that is installed.
--- The program itself makes them, so that they are those of the command line: `leadline todo list` and its sisters.
local say = require('leadline.say')

local M = {}

-- The first place of an entry that is still there.
local function spot(anchors)
  for _, anchor in ipairs(anchors or {}) do
    if anchor.state ~= 'orphaned' then
      return anchor.path, anchor.line
    end
  end
end

local function join(...)
  return table.concat(
    vim.tbl_filter(function(part)
      return part and part ~= ''
    end, { ... }),
    ' · '
  )
end

local function handle(who)
  return who and who ~= '' and (who:find('@', 1, true) and who or '@' .. who) or nil
end

local function said(row, text)
  local path, line = spot(row.anchors)
  return { id = row.id, path = path, line = line, text = text, anchors = row.anchors }
end

-- A moment in UTC on this machine's clock.
local function clock(moment)
  local year, month, day, hour, minute = moment:match('^(%d+)-(%d+)-(%d+)T(%d+):(%d+)')
  if not year then
    return moment
  end
  local as_local = os.time({ year = year, month = month, day = day, hour = hour, min = minute, isdst = false })
  local utc = os.date('!*t', as_local)
  utc.isdst = false
  return os.date('%a %d %b %H:%M', as_local + os.difftime(as_local, os.time(utc)))
end

local quadrants = { ['do'] = 'do', decide = 'decide', delegate = 'hand on', drop = 'let go' }

--- name → {about, args, row, mine, empty}: what it lists, the program's arguments, a row as {id?, path?, line?, text}, whether it
--- knows --mine, and what is said where there is nothing.
M.all = {
  todos = {
    about = 'TODO comments, and what became of them',
    args = { 'todo', 'list' }, mine = true, empty = 'there are no TODO comments here',
    row = function(r)
      local state = r.state ~= 'open' and r.state or nil
      local age = r.age_days and r.age_days >= 60 and ('%d months old'):format(math.floor(r.age_days / 30)) or nil
      return { id = r.delegation, path = r.path, line = r.line, text = join(r.tag .. ' ' .. r.text, handle(r.assignee), state, age) }
    end,
  },
  decisions = {
    about = 'decisions, the newest first',
    args = { 'decision', 'list' }, empty = 'nothing was decided here yet; :Leadline decision logs the first',
    row = function(r)
      local path, line = spot(r.anchors)
      local status = r.status ~= 'accepted' and r.status or nil
      return { id = r.id, path = path or r.file, line = line, text = join(r.id .. ' ' .. r.title, status, r.because), anchors = r.anchors }
    end,
  },
  questions = {
    about = 'open questions',
    args = { 'question', 'list' }, empty = 'no question is open here',
    row = function(r)
      return said(r, join(r.id .. ' ' .. r.text, r.decides and 'decides ' .. handle(r.decides), r.due and 'by ' .. r.due))
    end,
  },
  risks = {
    about = 'open risks',
    args = { 'risk', 'list' }, empty = 'no risk is open here',
    row = function(r)
      return said(r, join(r.id .. ' ' .. r.problem, r.takes and 'takes ' .. r.takes))
    end,
  },
  pairings = {
    about = 'pairing blocks still to come',
    args = { 'pairing', 'list', '--upcoming' }, mine = true, empty = 'no pairing block is planned',
    row = function(r)
      return said(r, join(r.id .. ' ' .. r.topic, clock(r.start), table.concat(vim.tbl_map(handle, r.people), ', ')))
    end,
  },
  silos = {
    about = 'areas that only one person knows',
    args = { 'silos' }, empty = 'no area rests on one person',
    row = function(r)
      return { path = r.area, text = join(r.area, handle(r.knower) .. ' alone knows it', ('%d files'):format(r.files)) }
    end,
  },
  plate = {
    about = 'your own plate, which nobody else sees',
    args = { 'plate' }, empty = 'your plate is empty',
    rows = function(answer)
      return answer.items
    end,
    row = function(r)
      return { id = r.id, path = r.path, line = r.line, text = join(r.id .. ' ' .. r.title, r.from and 'from ' .. handle(r.from), r.due and 'by ' .. r.due, quadrants[r.quadrant]) }
    end,
  },
}

--- The top of the repository of buf, else of the working directory; nil for none.
function M.root(buf)
  return vim.fs.root(buf, '.git') or vim.fs.root(vim.uv.cwd(), '.git')
end

--- Gets a list for the repository of buf: done(err, items), an item being {id?, filename?, lnum, text}. Runs on the main loop.
function M.fetch(name, buf, done, mine)
  local list, root = M.all[name], M.root(buf)
  if not root then
    return done('open a file of a git repository first')
  end
  local command = vim.list_extend({ require('leadline').options.cmd[1] }, list.args)
  vim.list_extend(command, mine and { '--mine', '--json' } or { '--json' })
  local ok, problem = pcall(vim.system, command, { cwd = root, text = true, timeout = 120000 }, vim.schedule_wrap(function(answer)
    local read, rows = pcall(vim.json.decode, answer.stdout or '', { luanil = { object = true, array = true } })
    if answer.code ~= 0 or not read or type(rows) ~= 'table' then
      local why = vim.trim(answer.stderr or ''):gsub('^leadline: ', '')
      return done(why ~= '' and why or ('`%s` does not answer'):format(table.concat(command, ' ')))
    end
    local items = {}
    for _, one in ipairs(list.rows and list.rows(rows) or rows) do
      local row = list.row(one)
      table.insert(items, {
        id = row.id, text = row.text, lnum = row.line or (row.path and 1 or 0), anchors = row.anchors,
        path = row.path, filename = row.path and vim.fs.joinpath(root, row.path) or nil,
      })
    end
    done(nil, items)
  end))
  if not ok then
    done(('cannot run `%s`: %s'):format(command[1], problem))
  end
end

-- The words after a list's name: here, mine, as=…, and words that must all stand in an entry.
local function parse(text)
  local want = { words = {} }
  for word in text:gmatch('%S+') do
    if word == 'here' or word == 'mine' then
      want[word] = true
    elseif word:match('^as=') then
      want.as = word:sub(4)
    else
      table.insert(want.words, word:lower())
    end
  end
  return want
end

local function chosen(items, want, buf)
  local here = vim.uv.fs_realpath(vim.api.nvim_buf_get_name(buf))
  return vim.tbl_filter(function(item)
    local text = (item.text .. ' ' .. (item.path or '')):lower()
    for _, word in ipairs(want.words) do
      if not text:find(word, 1, true) then
        return false
      end
    end
    return not want.here or (item.filename ~= nil and vim.uv.fs_realpath(item.filename) == here)
  end, items)
end

local function quickfix(title, items)
  vim.fn.setqflist({}, ' ', {
    title = title,
    items = vim.tbl_map(function(item)
      return { filename = item.filename, lnum = item.lnum, col = 1, text = item.text, valid = item.filename and 1 or 0, user_data = { id = item.id } }
    end, items),
  })
  vim.cmd('botright copen')
end

-- Telescope, where it is wanted and works: a version that is too new for this Neovim loads and fails later.
local function show(as, title, items)
  local wanted = as or require('leadline').options.lists
  if wanted == 'telescope' or (wanted == 'auto' and pcall(require, 'telescope')) then
    local ok, problem = pcall(require('leadline.telescope').show, title, items)
    if ok then
      return
    end
    say.warn('Telescope does not work here, so the list is in the quickfix window: ' .. tostring(problem):match('[^\n]*'))
  end
  quickfix(title, items)
end

--- Shows a list: words are those that follow its name in :Leadline.
function M.open(name, words)
  local buf, want = vim.api.nvim_get_current_buf(), parse(words)
  local list = M.all[name]
  if want.as and want.as ~= 'quickfix' and want.as ~= 'telescope' then
    say.fail(('there is no list as %q; there are quickfix and telescope'):format(want.as))
    return
  end
  if want.as == 'telescope' and not pcall(require, 'telescope') then
    say.fail('Telescope is not installed; as=quickfix shows the list without it')
    return
  end
  M.fetch(name, buf, function(err, items)
    if err then
      say.fail(err)
      return
    end
    local all = #items
    items = chosen(items, want, vim.api.nvim_buf_is_valid(buf) and buf or 0)
    if #items == 0 then
      say.tell(all == 0 and list.empty or ('none of %d is of that kind'):format(all))
      return
    end
    local title = vim.trim(('Leadline %s %s'):format(name, words:gsub('%f[%w]as=%l+', '')):gsub('%s+', ' '))
    show(want.as, title, items)
  end, want.mine and list.mine)
end

--- What may follow a list's name.
function M.words(name)
  return vim.list_extend({ 'here' }, vim.list_extend(M.all[name].mine and { 'mine' } or {}, { 'as=quickfix', 'as=telescope' }))
end

return M
