package io.millwright.operation.ledger;

import java.util.List;

/**
 * What all components counted up to a moment.
 *
 * @param micros when, by the gateway's clock, microseconds since 1970 UTC
 * @param orderly whether it is the last one of an orderly stop
 * @param storeKeeps whether what Kura stores outlives its process
 * @param accounts by kind and pid, in this order
 * @param earlier rows of what was counted before the present counters began
 */
record Checkpoint(long micros, boolean orderly, boolean storeKeeps, List<Account> accounts, List<Row> earlier) {
    Account of(String kind, String pid) {
        return accounts.stream()
                .filter(account -> account.kind().equals(kind) && account.pid().equals(pid))
                .findFirst()
                .orElse(null);
    }

    /** Whether it can be told as what differs from the one before. */
    boolean follows(Checkpoint before) {
        if (storeKeeps != before.storeKeeps
                || accounts.size() != before.accounts.size()
                || !earlier.equals(before.earlier)) {
            return false;
        }
        for (int i = 0; i < accounts.size(); i++) {
            if (!accounts.get(i).hasShapeOf(before.accounts.get(i))) {
                return false;
            }
        }
        return true;
    }
}
