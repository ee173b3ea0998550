--- Inlay hints that come anew while the text stays as it is: a decision was logged, here or elsewhere.
---
--- Neovim draws the hints of a line once for each version of a buffer (0.10), or may draw the old ones while it waits for the
--- new (0.11). So what differs from the last answer for the same version is drawn from the beginning.
local M = {}

local answers = {} -- buf → {version, hints}

--- Handler of textDocument/inlayHint. Nobody asked for hints, so nobody is told that there are none this time: the server may be going.
function M.answered(err, hints, context, config)
  if err then
    require('vim.lsp.log').error('leadline', context.method, err)
    return
  end
  local buf, default = context.bufnr, vim.lsp.handlers['textDocument/inlayHint']
  if vim.api.nvim_buf_is_valid(buf) then
    local last, now = answers[buf], vim.deepcopy(hints or {}) -- the default handler writes into them
    answers[buf] = { version = context.version, hints = now }
    local anew = last and last.version == context.version and not vim.deep_equal(last.hints, now)
    if anew and vim.lsp.inlay_hint.is_enabled({ bufnr = buf }) then
      vim.lsp.inlay_hint.enable(false, { bufnr = buf }) -- forgets what was drawn
      vim.lsp.inlay_hint.enable(true, { bufnr = buf }) -- asks all servers again; ours answers the same
    end
  end
  return default and default(nil, hints, context, config)
end

--- Forgets a buffer that is gone.
function M.forget(buf)
  answers[buf] = nil
end

return M
