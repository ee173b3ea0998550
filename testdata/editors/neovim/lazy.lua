-- The README's spec for lazy.nvim, loaded as lazy.nvim does: from the folder it names, at the event it names, by the module it names.
local P = dofile(vim.env.PROBE_LIBRARY)

-- What lazy.nvim documents of a spec; it reports whatever else it finds, and does nothing with it.
local documented = {
  'name', 'dir', 'url', 'dev', 'dependencies', 'enabled', 'cond', 'priority', 'init', 'opts', 'config', 'main', 'build', 'lazy', 'event', 'cmd', 'ft', 'keys',
  'branch', 'tag', 'commit', 'version', 'pin', 'submodules', 'optional', 'specs', 'module', 'import',
}

P.run(function()
  vim.opt.runtimepath:remove(vim.env.PROBE_PLUGIN)
  for name in pairs(package.loaded) do
    if name:find('^leadline') then
      package.loaded[name] = nil
    end
  end
  vim.g.loaded_leadline = nil
  pcall(vim.api.nvim_del_user_command, 'Leadline')
  local before = vim.fn.exists(':Leadline')
  local readme = table.concat(vim.fn.readfile(vim.env.PROBE_PLUGIN .. '/README.md'), '\n')
  local spec = assert(load('return ' .. assert(readme:match('lazy%.nvim.-```lua\n(.-)\n```'), 'the README has no spec')))()
  local unknown = vim.tbl_filter(function(key)
    return type(key) ~= 'string' or not vim.tbl_contains(documented, key)
  end, vim.tbl_keys(spec))
  assert(vim.endswith(vim.env.PROBE_PLUGIN, spec.dir:match('/editors/.*$')), spec.dir .. ' is not where the plugin is in a clone')
  vim.api.nvim_create_autocmd(spec.event, { once = true, callback = function()
    vim.opt.runtimepath:prepend(vim.env.PROBE_PLUGIN)
    vim.cmd.source(vim.env.PROBE_PLUGIN .. '/plugin/leadline.lua')
    require(spec.main).setup(vim.tbl_extend('error', spec.opts, { cmd = { vim.env.PROBE_SERVER, 'lsp' } }))
  end })
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the lens shows', function() return P.lenses(buf)[1] end)
  P.tell({ event = 'done', before = before, now = vim.fn.exists(':' .. spec.cmd), servers = #P.clients(buf), unknown = unknown })
end)
