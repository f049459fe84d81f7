-- Who writes a fact or an event now is waited for, so that none with a lower key comes later.
LOCK TABLE request_clock, event IN SHARE MODE
