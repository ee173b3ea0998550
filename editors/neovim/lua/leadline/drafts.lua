--- Files that the server writes and opens, each in a split: drafts, in which longer things are said, and pages to read.
--- Saving a draft records it. They lie outside every repository, so the server that opened a draft is attached to it here.
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

local told = false -- once in a session

--- Says that a draft was left in the middle, so that what was typed there is not forgotten.
function M.remind(running)
  if told then
    return
  end
  told = true
  require('leadline.client').request(running, 'leadline/drafts', vim.empty_dict(), function(err, drafts)
    local begun = vim.tbl_filter(function(draft)
      return draft.touched and vim.fn.bufloaded(vim.uri_to_fname(draft.uri)) == 0
    end, not err and type(drafts) == 'table' and drafts or {})
    if #begun == 1 then
      local title = begun[1].title ~= '' and (' "%s"'):format(begun[1].title) or ''
      vim.notify(('leadline: the draft%s was not finished; :Leadline drafts opens it again'):format(title))
    elseif #begun > 1 then
      vim.notify(('leadline: %d drafts were not finished; :Leadline drafts opens one again'):format(#begun))
    end
  end)
end

--- Lets the user open a draft again, the newest first: one left alone, or one already recorded, which saving amends.
function M.choose()
  local paths = vim.fn.glob(M.folder() .. '/*.md', true, true)
  if #paths == 0 then
    vim.notify('leadline: there is no draft')
    return
  end
  table.sort(paths, function(a, b)
    return vim.fn.getftime(a) > vim.fn.getftime(b)
  end)
  vim.ui.select(paths, {
    prompt = 'Open draft',
    format_item = function(path)
      local about = ''
      for _, line in ipairs(vim.fn.readfile(path, '', 20)) do
        local value = line:match('^title:%s*(.*)$') or line:match('^what:%s*(.*)$') or line:match('^topic:%s*(.*)$')
        about = value and vim.trim(value:gsub('%s*#.*', '')) or about
      end
      local kind = vim.fs.basename(path):match('^%a+') or 'draft'
      return ('%s · %s · %s'):format(kind, os.date('%d %b %H:%M', vim.fn.getftime(path)), about)
    end,
  }, function(path)
    if path then
      require('leadline.client').start(open(path))
    end
  end)
end

return M
