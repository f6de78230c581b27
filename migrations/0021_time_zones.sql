-- Abbreviations of three letters are no names of IANA's; Postgres and ICU take them for different
-- places. Of what else no program knows, its quiet hours are in UTC.
update notification_preferences set time_zone = 'UTC'
where upper(time_zone) in ('ACT', 'AET', 'AGT', 'ART', 'AST', 'BET', 'BST', 'CAT', 'CNT', 'CST',
  'CTT', 'EAT', 'ECT', 'IET', 'IST', 'JST', 'MIT', 'NET', 'NST', 'PLT', 'PNT', 'PRT', 'PST', 'SST',
  'VST');
