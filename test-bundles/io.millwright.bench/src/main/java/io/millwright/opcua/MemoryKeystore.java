package io.millwright.opcua;

import java.lang.reflect.Proxy;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.kura.security.keystore.KeystoreService;

/** A keystore in memory, with what a connection uses of one: reading and setting entries. */
final class MemoryKeystore {
    private final Map<String, KeyStore.Entry> entries = new ConcurrentHashMap<>();

    private MemoryKeystore() {}

    static KeystoreService empty() {
        MemoryKeystore keystore = new MemoryKeystore();
        return (KeystoreService) Proxy.newProxyInstance(
                KeystoreService.class.getClassLoader(),
                new Class<?>[] {KeystoreService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getEntry" -> keystore.entries.get((String) arguments[0]);
                    case "getEntries" -> Map.copyOf(keystore.entries);
                    case "setEntry" -> {
                        keystore.entries.put((String) arguments[0], (KeyStore.Entry) arguments[1]);
                        yield null;
                    }
                    case "getCRLs" -> List.of();
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "MemoryKeystore";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
