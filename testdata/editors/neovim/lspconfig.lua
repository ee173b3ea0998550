-- The recipe of the manual for nvim-lspconfig, run as it stands there, with a stand-in for what it uses of nvim-lspconfig.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  local configs = {}
  package.loaded['lspconfig.configs'] = configs
  package.loaded['lspconfig'] = setmetatable({}, { __index = function(_, name)
    return { setup = function()
      local config = assert(configs[name]).default_config
      vim.api.nvim_create_autocmd('FileType', { pattern = config.filetypes, callback = function(event)
        local root = config.root_dir(vim.api.nvim_buf_get_name(event.buf))
        if root then
          vim.lsp.start(vim.tbl_extend('force', config, { name = name, root_dir = root }), { bufnr = event.buf })
        end
      end })
    end }
  end })
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } }) -- which the recipe's own leaves as it is
  vim.api.nvim_create_augroup('leadline', {}) -- and none of whose autocommands stays
  local manual = table.concat(vim.fn.readfile(vim.env.PROBE_PLUGIN .. '/doc/leadline.txt'), '\n')
  local recipe = assert(manual:match('With nvim%-lspconfig in Neovim 0%.10: >lua\n(.-)\n<'), 'the manual has no recipe')
  assert(load(recipe))()
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the lens shows', function() return P.lenses(buf)[1] end)
  vim.cmd('Leadline snooze')
  P.wait('it is said', function() return P.lenses(buf)[1] == 'said: 1' end)
  P.wait('the hint says it, too', function() return P.hint(buf, 'said: 1') end)
  P.tell({ event = 'done', servers = #P.clients(buf) })
end)
