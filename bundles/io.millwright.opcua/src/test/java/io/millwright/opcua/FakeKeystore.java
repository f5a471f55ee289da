package io.millwright.opcua;

import java.lang.reflect.Proxy;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.kura.security.keystore.KeystoreService;

/** A keystore in memory; knows only what the connection may use: reading and setting entries. */
final class FakeKeystore {
    final Map<String, KeyStore.Entry> entries = new ConcurrentHashMap<>();

    final List<CRL> revocations = new CopyOnWriteArrayList<>();

    FakeKeystore trust(String alias, X509Certificate certificate) {
        entries.put(alias, new KeyStore.TrustedCertificateEntry(certificate));
        return this;
    }

    KeystoreService service() {
        return (KeystoreService) Proxy.newProxyInstance(
                KeystoreService.class.getClassLoader(),
                new Class<?>[] {KeystoreService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getEntry" -> entries.get((String) arguments[0]);
                    case "getEntries" -> Map.copyOf(entries);
                    case "setEntry" -> {
                        entries.put((String) arguments[0], (KeyStore.Entry) arguments[1]);
                        yield null;
                    }
                    case "deleteEntry" -> {
                        entries.remove((String) arguments[0]);
                        yield null;
                    }
                    case "getCRLs" -> List.copyOf(revocations);
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "FakeKeystore";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
