-- Which areas that change often does one person know alone, and who is next to it?
SELECT area, knower, runner_up, files
FROM silos
WHERE :repo IS NULL OR repo = :repo
ORDER BY share DESC, files DESC, area;
