--- :checkhealth leadline
local M = {}

local function run(args)
  local ok, process = pcall(vim.system, args, { text = true, timeout = 10000, cwd = vim.fs.root(0, '.git') })
  if not ok then
    return nil, process
  end
  local done = process:wait()
  return vim.trim(done.stdout or ''), done.code ~= 0 and vim.trim(done.stderr or '') or nil
end

function M.check()
  local health, options = vim.health, require('leadline').options
  health.start('leadline: program')
  if vim.fn.has('nvim-0.10') == 1 then
    health.ok('Neovim ' .. tostring(vim.version()))
  else
    health.error('Neovim 0.10 or newer is needed')
  end
  local program = options.cmd[1]
  local version, err = run({ program, 'version' })
  if not version or err then
    health.error(('`%s version` does not answer: %s'):format(program, err), { 'install leadline, or name it in setup{ cmd = … }' })
    return
  end
  health.ok(vim.fn.exepath(program) .. ': ' .. version)

  health.start('leadline: this session')
  local clients = vim.lsp.get_clients({ name = 'leadline' })
  if #clients == 0 then
    health.warn('no server is running', { 'open a file of a git repository', "call require('leadline').setup{}" })
  end
  for _, client in ipairs(clients) do
    local files = vim.tbl_count(client.attached_buffers)
    health.ok(('server %d serves %d open file(s), root %s'):format(client.id, files, client.config.root_dir or 'unknown'))
  end
  local running = require('leadline.client').server
  if running and #clients > 0 then
    if version:find(running.version, 1, true) or running.version == 'of an unknown version' then
      health.ok('it is the program above')
    else
      health.warn(('the server that runs is %s'):format(running.version), { ':Leadline restart starts the program above' })
    end
    if running.protocol < 1 then
      health.warn('the program is older than this plugin: prompts suggest less', { 'update the program, then :Leadline restart' })
    end
  end
  if #clients > 1 then
    health.warn('more than one server runs', { 'let either this plugin or nvim-lspconfig start it: setup{ autostart = false }' })
  end
  health.info('drafts: ' .. require('leadline.drafts').folder())
  if pcall(require, 'telescope') then
    health.ok('lists open in ' .. (options.lists == 'quickfix' and 'the quickfix list, as setup{} says' or 'Telescope'))
  elseif options.lists == 'telescope' then
    health.error('setup{ lists = \'telescope\' } and Telescope is not installed', { "install it, or let it be 'auto'" })
  else
    health.info('lists open in the quickfix list; with Telescope installed, there')
  end

  health.start('leadline doctor')
  local report, trouble = run({ program, 'doctor' })
  for line in vim.gsplit(report or '', '\n', { trimempty = true }) do
    health.info(line)
  end
  if trouble then
    health.warn(trouble ~= '' and trouble or '`leadline doctor` found something to mend; see above')
  end
end

return M
