package io.millwright.opcua.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.security.KeyStore.Entry;
import java.security.KeyStore.SecretKeyEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.junit.jupiter.api.Test;

/** The keystore of Kura 5.6 reads, changes and writes its file in no order. */
class SharedKeystoreTest {
    private static final int WRITERS = 4;
    private static final Entry KEY = new SecretKeyEntry(new SecretKeySpec(new byte[] {1}, "AES"));

    private volatile Map<String, Entry> file = Map.of();
    private final AtomicInteger halfReads = new AtomicInteger();
    private final AtomicInteger lostWrites = new AtomicInteger();

    @Test
    void connectionsThatMakeTheirCertificatesAtOnceLoseNone() throws Exception {
        SharedKeystore keystore = new SharedKeystore(careless());
        CountDownLatch begin = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String alias = "plc" + i;
                done.add(threads.submit(() -> {
                    begin.await();
                    keystore.put(alias, KEY);
                    return null;
                }));
            }
            begin.countDown();
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(Set.of("plc0", "plc1", "plc2", "plc3"), keystore.entries().keySet());
    }

    @Test
    void whatSomebodyElseOverwroteIsWrittenOnceMore() throws KuraException {
        lostWrites.set(1);
        SharedKeystore keystore = new SharedKeystore(careless());
        keystore.put("plc", KEY);
        assertEquals(KEY, keystore.entry("plc"));
    }

    @Test
    void aFileThatIsJustBeingWrittenIsReadAgain() throws KuraException {
        file = Map.of("plc", KEY);
        halfReads.set(2);
        assertEquals(KEY, new SharedKeystore(careless()).entry("plc"));
    }

    @Test
    void oneThatStaysUnreadableIsTold() {
        halfReads.set(Integer.MAX_VALUE);
        assertThrows(KuraException.class, () -> new SharedKeystore(careless()).entries());
    }

    private KeystoreService careless() {
        return (KeystoreService) Proxy.newProxyInstance(
                KeystoreService.class.getClassLoader(),
                new Class<?>[] {KeystoreService.class},
                (proxy, method, given) -> switch (method.getName()) {
                    case "getEntry" -> read().get(given[0]);
                    case "getEntries" -> read();
                    case "setEntry" -> {
                        write((String) given[0], (Entry) given[1]);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Map<String, Entry> read() throws KuraException {
        if (halfReads.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new KuraException(KuraErrorCode.BAD_REQUEST, "Failed to get the KeyStore");
        }
        return file;
    }

    private void write(String alias, Entry entry) throws KuraException, InterruptedException {
        Map<String, Entry> changed = new HashMap<>(read());
        // As long as key derivation takes: whoever comes in between is overwritten.
        TimeUnit.MILLISECONDS.sleep(30);
        changed.put(alias, entry);
        if (lostWrites.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            file = Map.copyOf(changed);
        }
    }
}
