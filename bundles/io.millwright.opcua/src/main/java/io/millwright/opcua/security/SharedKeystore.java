package io.millwright.opcua.security;

import java.security.KeyStore.Entry;
import java.security.cert.CRL;
import java.util.Collection;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;

/**
 * A keystore that several connections use. Kura's reads the whole file, changes it, and writes it, in no order: of two that write at a
 * time one loses its entry, which shows at the next start only, and who reads meanwhile finds half a file. So all that
 * Millwright writes takes turns, what was written is looked for, and what cannot be read is read again. Takes up to a second. Thread-safe.
 */
final class SharedKeystore {
    /** Of all keystores: several services may stand for one file. Kura's class is the one thing that all bundles of ours that write see. */
    private static final Object TURN = KeystoreService.class;

    private static final int TRIES = 4;
    private static final long PAUSE_MILLIS = 200;

    private interface Call<T> {
        T call() throws KuraException;
    }

    private final KeystoreService keystore;

    SharedKeystore(KeystoreService keystore) {
        this.keystore = keystore;
    }

    /** Returns the entry, or null. */
    Entry entry(String alias) throws KuraException {
        return again(() -> keystore.getEntry(alias));
    }

    Map<String, Entry> entries() throws KuraException {
        return again(keystore::getEntries);
    }

    /** Returns what was revoked; not every keystore of a gateway has that. */
    Collection<CRL> revocations() throws KuraException {
        synchronized (TURN) {
            return keystore.getCRLs();
        }
    }

    /** Writes an entry in place of the one that may be there. */
    void put(String alias, Entry entry) throws KuraException {
        again(() -> {
            keystore.setEntry(alias, entry);
            return null;
        });
        // Whoever does not take turns may have written what he had read before.
        if (entry(alias) == null) {
            again(() -> {
                keystore.setEntry(alias, entry);
                return null;
            });
        }
    }

    void remove(String alias) throws KuraException {
        again(() -> {
            keystore.deleteEntry(alias);
            return null;
        });
    }

    private static <T> T again(Call<T> call) throws KuraException {
        synchronized (TURN) {
            for (int tries = 1; ; tries++) {
                try {
                    return call.call();
                } catch (KuraException e) {
                    if (tries == TRIES || !paused()) {
                        throw e;
                    }
                }
            }
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
