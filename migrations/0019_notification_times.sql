-- A notification is made in the transaction of the delivery before it, which began earlier than what
-- it tells of: its time is that of its statement.
alter table notifications alter created_at set default statement_timestamp();
