--- Files that the server writes and opens, each in a split: drafts, in which longer things are said, and pages to read.
--- Saving a draft records it. They lie outside every repository, so the server that opened a draft is attached to it here.
---
--- Saving says it, so nobody saves a draft in between: what is typed in one is kept beside it all the time, and comes back with
--- the draft after Neovim was closed, or killed.
local say = require('leadline.say')

local M = {}

-- The folder of the server's own files, as the server chooses it.
local function state()
  local base = vim.env.XDG_STATE_HOME
  if vim.fn.has('win32') == 1 and (not base or base == '') then
    return vim.fs.joinpath(vim.env.LOCALAPPDATA, 'leadline', 'state')
  end
  if not base or base == '' then
    base = vim.fs.joinpath(vim.uv.os_homedir(), '.local', 'state')
  end
  return vim.fs.joinpath(base, 'leadline')
end

function M.folder()
  return vim.fs.joinpath(state(), 'drafts')
end

local function inside(folder, path)
  local outer, inner = vim.uv.fs_realpath(folder), vim.uv.fs_realpath(vim.fs.dirname(path))
  return outer ~= nil and inner ~= nil and vim.startswith(vim.fs.normalize(inner) .. '/', vim.fs.normalize(outer) .. '/')
end

function M.is_draft(buf)
  return inside(M.folder(), vim.api.nvim_buf_get_name(buf))
end

local kept = 'unsaved' -- the folder beside the drafts' own, of texts that were typed and never saved
local pause = 300 -- milliseconds without a change before a text is kept
local timers = {} -- buf → timer

local function beside(path)
  return vim.fs.joinpath(state(), kept, vim.fs.basename(path))
end

local function lines_of(path)
  local ok, lines = pcall(vim.fn.readfile, path, '', 10000)
  return ok and lines or nil
end

-- Keeps what stands in a draft and is not saved; what is saved needs no keeping.
local function keep(buf)
  if not vim.api.nvim_buf_is_loaded(buf) then
    return
  end
  local path = beside(vim.api.nvim_buf_get_name(buf))
  if not vim.bo[buf].modified then
    vim.uv.fs_unlink(path)
    return
  end
  vim.fn.mkdir(vim.fs.dirname(path), 'p', '0700')
  local swap = path .. '.' .. vim.uv.os_getpid()
  local ok = pcall(vim.fn.writefile, vim.api.nvim_buf_get_lines(buf, 0, -1, false), swap, 's')
  if ok and vim.uv.fs_rename(swap, path) then
    vim.uv.fs_chmod(path, 384) -- 0600
  end
end

-- Brings back what was typed in a draft and never saved, as a change that can be undone.
local function restore(buf)
  local draft = vim.api.nvim_buf_get_name(buf)
  local path = beside(draft)
  local typed = vim.uv.fs_stat(path) and lines_of(path)
  if not typed or vim.bo[buf].modified then
    return
  end
  if vim.fn.getftime(path) < vim.fn.getftime(draft) then -- it was saved since, elsewhere
    vim.uv.fs_unlink(path)
    return
  end
  local saved = vim.api.nvim_buf_get_lines(buf, 0, -1, false)
  if vim.deep_equal(typed, saved) then
    vim.uv.fs_unlink(path)
    return
  end
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, typed)
  say.tell('what you had typed here is back; :w says it, undo takes it away')
end

-- Watches over a draft that is open.
local function watch(buf)
  local group = vim.api.nvim_create_augroup('leadline_draft_' .. buf, {})
  local function on(events, callback)
    vim.api.nvim_create_autocmd(events, { group = group, buffer = buf, callback = callback })
  end
  on({ 'TextChanged', 'TextChangedI', 'TextChangedP' }, function()
    timers[buf] = timers[buf] or assert(vim.uv.new_timer())
    timers[buf]:start(pause, 0, vim.schedule_wrap(function()
      keep(buf)
    end))
  end)
  on({ 'InsertLeave', 'BufWritePost', 'BufUnload' }, function()
    keep(buf)
  end)
  on('BufWipeout', function()
    if timers[buf] then
      timers[buf]:close()
      timers[buf] = nil
    end
    vim.api.nvim_del_augroup_by_id(group)
  end)
  vim.schedule(function() -- what changes while a file is read counts as read
    if vim.api.nvim_buf_is_loaded(buf) then
      restore(buf)
    end
  end)
end

--- What a draft needs before and after it is read; called once.
function M.setup(group)
  local function on(event, callback)
    vim.api.nvim_create_autocmd(event, {
      group = group,
      pattern = '*/leadline/*drafts/*.md',
      callback = function(event_of)
        if M.is_draft(event_of.buf) then
          callback(event_of.buf)
        end
      end,
    })
  end
  on('BufReadPre', function(buf)
    vim.bo[buf].swapfile = false -- it would ask what to do after Neovim was killed; the text is kept as described above
  end)
  on('BufReadPost', watch)
  vim.api.nvim_create_autocmd('VimLeavePre', {
    group = group,
    callback = function()
      for buf in pairs(timers) do
        keep(buf)
      end
    end,
  })
end

local function open(path)
  local buf = vim.fn.bufadd(path)
  local window = vim.fn.win_findbuf(buf)[1]
  if window then
    vim.api.nvim_set_current_win(window)
    vim.cmd.checktime(buf) -- a page may have been written anew
  else
    vim.bo[buf].buflisted = true
    vim.cmd[require('leadline').options.draft](vim.fn.fnameescape(path))
  end
  return buf
end

--- Handler of window/showDocument.
function M.show_document(err, shown, context, config)
  shown = require('leadline.client').plain(shown)
  local path = not shown.external and vim.startswith(shown.uri, 'file:') and vim.uri_to_fname(shown.uri)
  if not path or not inside(state(), path) then
    return vim.lsp.handlers['window/showDocument'](err, shown, context, config)
  end
  local buf = open(path)
  local at = shown.selection and shown.selection.start
  if at then
    pcall(vim.api.nvim_win_set_cursor, 0, { at.line + 1, at.character })
  end
  if M.is_draft(buf) then
    vim.lsp.buf_attach_client(buf, context.client_id)
  end
  return { success = true }
end

-- What a draft is about, in its own words; '' where nothing is filled in.
local function title(lines)
  for _, line in ipairs(lines or {}) do
    local value = line:match('^title:%s*(.*)$') or line:match('^what:%s*(.*)$') or line:match('^topic:%s*(.*)$') or line:match('^problem:%s*(.*)$')
    value = value and vim.trim((' ' .. value):gsub('%s#.*', ''))
    if value and value ~= '' then
      return value
    end
  end
  return ''
end

-- The drafts that were begun and never recorded: {path, form, title, about, at, touched}, the newest first. done(drafts)
local function left(running, buf, done)
  require('leadline.client').request(running, 'leadline/drafts', { uri = vim.uri_from_bufnr(buf) }, function(err, drafts)
    local found = {}
    for _, draft in ipairs(not err and type(drafts) == 'table' and drafts or {}) do
      local path = vim.uri_to_fname(draft.uri)
      local typed = vim.uv.fs_stat(beside(path)) and lines_of(beside(path))
      table.insert(found, {
        path = path, form = draft.form, about = draft.about, at = vim.fn.getftime(typed and beside(path) or path),
        title = typed and title(typed) or draft.title, touched = draft.touched or typed ~= nil,
      })
    end
    done(found)
  end)
end

local function shown(draft)
  return vim.fn.bufloaded(draft.path) == 1
end

-- Removes what was kept for drafts that are no more.
local function tidy()
  for _, path in ipairs(vim.fn.glob(vim.fs.joinpath(state(), kept, '*.md'), true, true)) do
    if not vim.uv.fs_stat(vim.fs.joinpath(M.folder(), vim.fs.basename(path))) then
      vim.uv.fs_unlink(path)
    end
  end
end

local told = {} -- paths, so that each is told of once in a session
local began = os.time()

--- Says that a draft about the repository of buf was left in the middle, so that what was typed there is not forgotten.
function M.remind(running, buf)
  tidy()
  left(running, buf, function(drafts)
    local begun = vim.tbl_filter(function(draft)
      return draft.touched and not shown(draft) and not told[draft.path] and draft.at <= began
    end, drafts)
    for _, draft in ipairs(begun) do
      told[draft.path] = true
    end
    if #begun == 1 then
      local name = begun[1].title ~= '' and (' "%s"'):format(begun[1].title) or ''
      say.tell(('the draft%s was not finished; :Leadline drafts opens it again'):format(name))
    elseif #begun > 1 then
      say.tell(('%d drafts were not finished; :Leadline drafts opens one again'):format(#begun))
    end
  end)
end

-- The drafts of the folder, whatever became of them, the newest first.
local function all()
  local paths = vim.fn.glob(M.folder() .. '/*.md', true, true)
  table.sort(paths, function(a, b)
    return vim.fn.getftime(a) > vim.fn.getftime(b)
  end)
  return vim.tbl_map(function(path)
    return { path = path, form = vim.fs.basename(path):match('^%a+') or 'draft', title = title(lines_of(path)), about = '', at = vim.fn.getftime(path) }
  end, paths)
end

local function back(draft)
  require('leadline.client').start(open(draft.path))
end

local function pick(drafts, more)
  local choices = vim.list_extend(vim.list_extend({}, drafts), more and { more } or {})
  vim.ui.select(choices, {
    prompt = 'Open draft',
    format_item = function(draft)
      if draft == more then
        return 'what is recorded already…'
      end
      local parts = { draft.form, os.date('%d %b %H:%M', draft.at), draft.title, draft.about }
      return table.concat(vim.tbl_filter(function(part)
        return part and part ~= ''
      end, parts), ' · ')
    end,
  }, function(draft)
    if draft and draft == more then
      pick(all())
    elseif draft then
      back(draft)
    end
  end)
end

--- Opens the draft that was left in the middle, or lets the user choose among several; with all, or where none was left, also among
--- those that are recorded already, which saving amends.
function M.choose(words)
  local running = require('leadline.client').get(0)
  local function choose(unfinished)
    local begun = vim.tbl_filter(function(draft)
      return draft.touched and not shown(draft)
    end, unfinished)
    local every = all()
    if words ~= 'all' and #begun == 1 then
      return back(begun[1])
    elseif words ~= 'all' and #begun > 1 then
      return pick(begun, #every > #begun and { form = 'more' } or nil)
    elseif #every == 0 then
      return say.tell('there is no draft')
    end
    pick(every)
  end
  if running and words ~= 'all' then
    left(running, vim.api.nvim_get_current_buf(), choose)
  else
    choose({})
  end
end

return M
