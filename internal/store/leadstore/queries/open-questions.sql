-- What is not decided yet, who decides it, by when?
SELECT id, text, decides, due, path
FROM questions
WHERE (:repo IS NULL OR repo = :repo) AND state = 'open'
ORDER BY due IS NULL, due, at;
