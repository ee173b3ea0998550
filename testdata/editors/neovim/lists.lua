-- Lists, from the real program: in the quickfix list, and in Telescope, of which a stand-in is on the runtimepath later on.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' }, lists = 'auto' })
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the server is there', function() return P.lenses(buf)[1] end)

  local function listed(command)
    vim.fn.setqflist({}, 'f')
    vim.cmd('Leadline ' .. command)
    P.wait('the list of ' .. command, function() return #vim.fn.getqflist() > 0 end)
    local window = vim.bo.buftype
    local found = vim.tbl_map(function(item)
      local name = item.bufnr > 0 and vim.fn.fnamemodify(vim.api.nvim_buf_get_name(item.bufnr), ':.') or ''
      return ('%s:%d %s'):format(name, item.lnum, item.text)
    end, vim.fn.getqflist())
    vim.cmd.cclose()
    return { items = found, title = vim.fn.getqflist({ title = true }).title, window = window }
  end
  local lists = {}
  for _, command in ipairs({ 'todos', 'todos here', 'todos mine', 'todos odd', 'decisions', 'questions', 'risks', 'pairings', 'plate as=quickfix' }) do
    lists[command] = listed(command)
  end
  vim.cmd('Leadline todos odd')
  P.wait('the list is there', function() return vim.bo.buftype == 'quickfix' end)
  vim.cmd.cfirst()
  local jumped = { vim.fn.expand('%:t'), vim.api.nvim_win_get_cursor(0)[1] }
  vim.cmd.cclose()

  P.messages = {}
  for _, command in ipairs({ 'silos', 'todos nothing like it', 'todos as=telescope', 'todos as=paper' }) do
    local before = #P.messages
    vim.cmd('Leadline ' .. command)
    P.wait('an answer to ' .. command, function() return #P.messages > before end)
  end
  P.tell({ event = 'quickfix', lists = lists, jumped = jumped, messages = P.messages })

  vim.opt.runtimepath:append(vim.env.PROBE_TELESCOPE)
  local telescope = require('telescope')
  local function picked(act)
    telescope.picker = nil
    act()
    local picker = P.wait('the picker opens', function() return telescope.picker end)
    return { title = picker.prompt_title, sorter = picker.sorter, preview = picker.previewer, shown = vim.tbl_map(function(entry) return entry.display end, picker.finder) }
  end
  local by_command = picked(function() vim.cmd('Leadline todos') end)
  telescope.selected = telescope.picker.finder[2]
  telescope.select()
  local went = { vim.fn.expand('%:t'), vim.api.nvim_win_get_cursor(0)[1] }
  local exports = telescope.load_extension('leadline')
  local by_telescope = picked(function() exports.decisions({}) end)
  P.answers = { { 'Leadline', 'open risks' } }
  local chosen = picked(function() exports.leadline() end)
  local plate = picked(function() vim.cmd('Leadline plate as=telescope') end)
  telescope.selected = vim.iter(telescope.picker.finder):find(function(entry) return not entry.filename end)
  P.messages = {}
  telescope.select() -- it stands nowhere
  P.wait('it is said', function() return P.messages[1] end)
  P.tell({ event = 'telescope', command = by_command, went = went, telescope = by_telescope, chosen = chosen, plate = plate, said = P.messages[1].text })

  -- A Telescope that does not work with this Neovim: the list is there all the same.
  local pickers = package.loaded['telescope.pickers']
  package.loaded['telescope.pickers'] = { new = function() error('needs a newer Neovim') end }
  P.messages = {}
  local broken = listed('risks')
  P.tell({ event = 'without it', list = broken, said = P.messages[1].text })
  package.loaded['telescope.pickers'] = pickers

  require('leadline').options.lists = 'quickfix'
  P.tell({ event = 'asked for', list = listed('decisions') })

  vim.cmd('%bwipeout!')
  vim.cmd.cd(vim.env.PROBE_NOWHERE)
  P.messages = {}
  vim.cmd('Leadline todos')
  P.wait('it says what to do', function() return P.messages[1] end)
  P.tell({ event = 'done', messages = P.messages })
end)
