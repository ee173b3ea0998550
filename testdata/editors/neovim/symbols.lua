-- Another language server, which runs inside the editor, knows the functions of the file; Leadline hears of them from the plugin.
local P = dofile(vim.env.PROBE_LIBRARY)

-- What the other server was asked, when it answers, and what it says of the text that it has.
local other = { asked = 0, waiting = {}, hold = false }

local function functions(buf)
  local found = {}
  for i, line in ipairs(vim.api.nvim_buf_get_lines(buf, 0, -1, false)) do
    local name = line:match('^func (%w+)')
    if name then
      local range = { start = { line = i - 1, character = 0 }, ['end'] = { line = i + 1, character = 1 } }
      table.insert(found, { name = name, kind = 12, range = range, selectionRange = { start = range.start, ['end'] = range.start } })
    end
  end
  return found
end

function other.start(buf)
  return vim.lsp.start({
    name = 'other',
    root_dir = vim.uv.cwd(),
    cmd = function()
      local closing = false
      return {
        request = function(name, _, done)
          if name == 'initialize' then
            done(nil, { capabilities = { documentSymbolProvider = true, textDocumentSync = 1 } })
          elseif name == 'textDocument/documentSymbol' then
            other.asked = other.asked + 1
            local found = functions(buf)
            local function answer()
              done(nil, found)
            end
            if other.hold then
              table.insert(other.waiting, answer)
            else
              vim.schedule(answer)
            end
          else
            done(nil, nil)
          end
          return true, other.asked
        end,
        notify = function(name)
          closing = closing or name == 'exit'
          return true
        end,
        is_closing = function() return closing end,
        terminate = function() closing = true end,
      }
    end,
  }, { bufnr = buf })
end

local function over(buf)
  return vim.iter(require('leadline.lens').get(buf)):map(function(lens)
    return lens.range.start.line > 0 and ('%d: %s'):format(lens.range.start.line + 1, lens.command.title) or nil
  end):totable()
end

P.run(function()
  require('leadline.symbols').pause = 1
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' }, settings = { hints = { symbols = true } } })
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('a lens shows', function() return P.lenses(buf)[1] end)
  local id = other.start(buf)
  P.wait('a lens stands over a function', function() return #over(buf) == 2 end)
  P.tell({ event = 'attached', over = over(buf) })

  vim.api.nvim_win_set_cursor(0, { 5, 5 })
  vim.cmd('Leadline who')
  P.tell({ event = 'hover', text = P.float() })

  -- While the server thinks, the text changes: what it says then is of a text that is gone.
  other.hold = true
  local asked = other.asked
  vim.api.nvim_buf_set_lines(buf, 2, 2, false, { '// one more', '' })
  vim.cmd('doautocmd <nomodeline> TextChanged')
  P.wait('the other server is asked', function() return other.asked > asked end)
  vim.api.nvim_buf_set_lines(buf, 2, 2, false, { 'func New() {', '}', '', '' })
  other.hold = false
  vim.cmd('doautocmd <nomodeline> TextChanged')
  for _, answer in ipairs(other.waiting) do
    answer()
  end
  vim.cmd('doautocmd <nomodeline> InsertLeave')
  P.wait('the lenses stand over the functions as they are now', function()
    local at = over(buf)
    return #at == 2 and vim.startswith(at[1], '11:') and vim.startswith(at[2], '15:')
  end)
  P.tell({ event = 'typed', over = over(buf) })

  vim.lsp.buf_detach_client(buf, id)
  P.wait('no lens is left over a function', function() return #over(buf) == 0 end)
  vim.api.nvim_buf_delete(buf, { force = true })
  P.tell({ event = 'done', messages = P.messages })
end)
