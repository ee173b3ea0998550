-- Messages that come while something is asked, one of them longer than the screen is wide. A file tells that their time has come:
-- Neovim 0.10 lets nothing happen while it asks, 0.12 does.
vim.opt.runtimepath:prepend(vim.env.PROBE_PLUGIN)
vim.o.swapfile = false
local say = require('leadline.say')

vim.defer_fn(function()
  say.tell(('a long message '):rep(20))
  say.warn('the last one')
end, 300)
vim.defer_fn(function()
  vim.ui.select({ 'one', 'two', 'three', 'four' }, { prompt = 'Which?' }, function() end)
end, 100)
local told = vim.env.XDG_RUNTIME_DIR .. '/told'
assert(vim.uv.new_timer()):start(600, 0, function()
  assert(io.open(told, 'w')):close()
end)
