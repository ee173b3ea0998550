-- Only the command: nothing else is loaded before it is used or set up.
if vim.g.loaded_leadline then
  return
end
vim.g.loaded_leadline = true

vim.api.nvim_create_user_command('Leadline', function(command)
  require('leadline.command').run(command)
end, {
  nargs = '*',
  bang = true,
  range = true,
  desc = 'Decide, delegate, pair and ask about the code at the cursor',
  complete = function(...)
    return require('leadline.command').complete(...)
  end,
})
