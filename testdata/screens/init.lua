-- The Neovim of the pictures: the plugin as a user has it, nothing else.
vim.o.termguicolors = true
vim.o.background = 'dark'
vim.o.number = true
vim.o.ruler = false
vim.o.laststatus = 0
vim.o.showcmd = false
vim.o.swapfile = false
vim.o.shada = ''
vim.opt.shortmess:append('FI')
vim.opt.runtimepath:append(vim.env.SCREEN_PLUGIN)
for _, group in ipairs({ 'LspCodeLens', 'LspCodeLensSeparator', 'LspInlayHint' }) do
  vim.api.nvim_set_hl(0, group, { fg = '#8cb4d9', italic = true }) -- Neovim's own grey is hard to read on a picture
end
require('leadline').setup({})
