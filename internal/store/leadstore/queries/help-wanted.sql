-- Who asked for help with what they took, and what came back?
SELECT id, what, state, help_wanted, handed_back, path
FROM delegations
WHERE (:repo IS NULL OR repo = :repo) AND (help_wanted OR handed_back)
ORDER BY changed DESC;
