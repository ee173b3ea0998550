--- Messages. Neovim's own vim.notify asks for ENTER after what is longer than its line: that is cut, and stands whole in :messages.
--- One that comes while something is asked waits, since it would be drawn over the question. A vim.notify that somebody else has put
--- there is left to show it as it likes.
local M = {}

local once = {}

-- What is built into Neovim has a file of no folder (0.10: vim/_editor.lua), or none at all (0.12: ?).
local function own()
  local source = debug.getinfo(vim.notify, 'S').source
  return source == '?' or source:find('^@?vim/') ~= nil
end

-- Whether something is being asked or typed below, over which a message would be drawn.
local function asked()
  local now = vim.api.nvim_get_mode()
  return now.blocking or now.mode:find('^[rc]') ~= nil
end

local function show(text, level)
  vim.cmd.redraw() -- else it stands below a list that was just asked, and asks for ENTER with it
  if vim.fn.strdisplaywidth(text) <= vim.v.echospace and not text:find('\n', 1, true) then
    vim.notify(text, level)
    return
  end
  local height, columns = vim.o.cmdheight, math.max(vim.o.columns, 1)
  local wanted = 1
  for line in vim.gsplit(text, '\n') do
    wanted = wanted + math.max(math.ceil(vim.fn.strdisplaywidth(line) / columns), 1)
  end
  vim.o.cmdheight = math.min(wanted, math.max(vim.o.lines - 4, 1)) -- there it has room
  vim.api.nvim_echo({ { text } }, true, {})
  vim.o.cmdheight = height
  vim.cmd.redraw() -- which would come after the next line otherwise, and leave nothing of it
  local short = vim.fn.printf('%.' .. math.max(vim.v.echospace - 1, 1) .. 'S…', text:match('[^\n]*')) -- cut by the width that it takes
  local group = ({ [vim.log.levels.ERROR] = 'ErrorMsg', [vim.log.levels.WARN] = 'WarningMsg' })[level]
  vim.api.nvim_echo({ { short, group } }, false, {})
end

local waiting = {} -- {text, level}, until nothing is asked any more

local function later()
  if asked() then
    vim.defer_fn(later, 100)
    return
  end
  local all = waiting
  waiting = {}
  for _, one in ipairs(all) do
    show(one[1], one[2])
  end
end

--- Shows a text; level is one of vim.log.levels, INFO if it is absent.
function M.tell(text, level)
  text, level = 'leadline: ' .. text, level or vim.log.levels.INFO
  if not own() then
    vim.notify(text, level)
  elseif #waiting > 0 or asked() then
    table.insert(waiting, { text, level })
    if #waiting == 1 then
      vim.defer_fn(later, 100)
    end
  else
    show(text, level)
  end
end

--- Something did not work, or needs doing.
function M.warn(text)
  M.tell(text, vim.log.levels.WARN)
end

--- What was wanted was not done.
function M.fail(text)
  M.tell(text, vim.log.levels.ERROR)
end

--- As warn, but once in a session.
function M.warn_once(text)
  if not once[text] then
    once[text] = true
    M.warn(text)
  end
end

return M
