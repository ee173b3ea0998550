--- :Telescope leadline, leadline_todos and so on, after require('telescope').load_extension('leadline').
local lists = require('leadline.lists')

local function exported(name)
  return function(options)
    options = options or {}
    lists.open(name, ('%s as=telescope'):format(options.words or ''))
  end
end

local exports = {}
for name in pairs(lists.all) do
  exports[name] = exported(name)
end

--- :Telescope leadline lets you choose which.
exports.leadline = function()
  local names = vim.tbl_keys(lists.all)
  table.sort(names)
  vim.ui.select(names, {
    prompt = 'Leadline',
    format_item = function(name)
      return ('%-9s  %s'):format(name, lists.all[name].about)
    end,
  }, function(name)
    if name then
      exports[name]()
    end
  end)
end

return require('telescope').register_extension({ exports = exports })
