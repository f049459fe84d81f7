-- Who writes an event now is waited for, so that none with a lower key comes later; and so is a fact, which has an event
-- of the same request in its transaction. One table: who writes takes the two in either order, so that two would deadlock.
-- returns nothing of interest
SELECT event_hold()
