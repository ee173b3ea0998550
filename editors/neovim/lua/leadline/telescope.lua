--- Lists in Telescope, by its public parts alone: pickers, finders, the user's own sorter, and its preview of a place.
local M = {}

--- Shows items of leadline.lists to pick one, and goes there.
function M.show(title, items, options)
  local config = require('telescope.config').values
  local actions, state = require('telescope.actions'), require('telescope.actions.state')
  require('telescope.pickers').new(options or {}, {
    prompt_title = title,
    finder = require('telescope.finders').new_table({
      results = items,
      entry_maker = function(item)
        return {
          value = item,
          display = item.path and ('%s  %s'):format(item.text, item.lnum > 1 and item.path .. ':' .. item.lnum or item.path) or item.text,
          ordinal = item.text .. ' ' .. (item.path or ''),
          filename = item.filename, lnum = item.lnum, col = 1,
        }
      end,
    }),
    sorter = config.generic_sorter(options or {}),
    previewer = config.grep_previewer(options or {}),
    attach_mappings = function(prompt)
      actions.select_default:replace(function()
        local entry = state.get_selected_entry()
        actions.close(prompt)
        if not entry then
          return
        end
        if not entry.filename then
          require('leadline.say').tell('this stands nowhere in the code: ' .. entry.value.text)
          return
        end
        vim.cmd.edit(vim.fn.fnameescape(entry.filename))
        pcall(vim.api.nvim_win_set_cursor, 0, { entry.lnum, 0 })
      end)
      return true
    end,
  }):find()
end

return M
