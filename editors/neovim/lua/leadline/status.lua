--- What the server has to say in a status line: who could review what you changed. It is quiet where there is nothing to say.
local M = {}

local said = {} -- by the folder of the repository

function M.on_status(_, status)
  status = require('leadline.client').plain(status)
  local folder = status.uri and vim.fs.normalize(vim.uri_to_fname(status.uri)) or ''
  said[folder] = status.text ~= '' and status or nil
  vim.api.nvim_exec_autocmds('User', { pattern = 'LeadlineStatus', modeline = false })
  vim.cmd.redrawstatus()
end

-- The folder that a file lies in, of those that something was said about: the innermost.
local function folder_of(path)
  local found
  for folder in pairs(said) do
    if (folder == '' or vim.startswith(path, folder .. '/')) and (not found or #folder > #found) then
      found = folder
    end
  end
  return found
end

--- What was said about the repository of buf, {text, tooltip, command}; nil for nothing.
function M.of(buf)
  if next(said) == nil then
    return
  end
  local path = vim.api.nvim_buf_get_name(buf or 0)
  local folder = folder_of(vim.fs.normalize(path))
  if not folder and path ~= '' then
    folder = folder_of(vim.fs.normalize(vim.uv.fs_realpath(path) or path))
  end
  return folder and said[folder]
end

--- Forgets all of it: the server has gone.
function M.clear()
  said = {}
end

return M
