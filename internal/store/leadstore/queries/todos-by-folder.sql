-- In which folders are most TODO comments?
-- :most = 20   rows
SELECT CASE instr(path, '/') WHEN 0 THEN '.' ELSE substr(path, 1, instr(path, '/') - 1) END AS folder, count(*) AS todos,
	sum(state <> 'open') AS handed_on
FROM todos
WHERE :repo IS NULL OR repo = :repo
GROUP BY folder
ORDER BY todos DESC, folder
LIMIT :most;
