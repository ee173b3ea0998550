-- The parts of Telescope's public interface that the plugin uses, without a screen: a picker is kept for the probe to look at.
local M = { extensions = {} }

package.loaded['telescope.config'] = { values = {
  generic_sorter = function() return 'the sorter' end,
  grep_previewer = function() return 'the preview' end,
} }
package.loaded['telescope.finders'] = { new_table = function(t)
  return vim.tbl_map(t.entry_maker, t.results)
end }
package.loaded['telescope.actions'] = {
  close = function() M.closed = true end,
  select_default = { replace = function(_, fn) M.select = fn end },
}
package.loaded['telescope.actions.state'] = { get_selected_entry = function() return M.selected end }
package.loaded['telescope.pickers'] = { new = function(_, picker)
  return { find = function()
    M.picker, M.closed = picker, false
    assert(picker.attach_mappings(1))
  end }
end }

function M.register_extension(extension)
  return extension
end

function M.load_extension(name)
  M.extensions[name] = require('telescope._extensions.' .. name).exports
  return M.extensions[name]
end

return M
