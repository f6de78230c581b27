-- What somebody wrote is read where it stands when a notification is shown: copies of it would stay
-- after an edit. Only the words of moderators are kept.
update notifications set preview = null where preview is not null and type <> 'moderation';
