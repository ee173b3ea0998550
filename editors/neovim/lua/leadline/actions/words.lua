--- What words of several actions have in common.
local M = {}

--- A word that is sent where it is given, and never asked for.
function M.known(key, choices)
  return { key = key, optional = true, silent = true, choices = choices }
end

--- Whether the answer to something is one of these.
function M.answers(...)
  local wanted = { ... }
  return function(words)
    return vim.tbl_contains(wanted, words.answer)
  end
end

return M
