-- Messages that come while something is asked, one of them longer than the screen is wide: written to a file once they have come.
vim.opt.runtimepath:prepend(vim.env.PROBE_PLUGIN)
vim.o.swapfile = false
local say = require('leadline.say')

vim.defer_fn(function()
  say.tell(('a long message '):rep(20))
  say.warn('the last one')
  vim.fn.writefile({ vim.api.nvim_get_mode().mode }, vim.env.XDG_RUNTIME_DIR .. '/told')
end, 300)
vim.defer_fn(function()
  vim.ui.select({ 'one', 'two', 'three', 'four' }, { prompt = 'Which?' }, function() end)
end, 100)
