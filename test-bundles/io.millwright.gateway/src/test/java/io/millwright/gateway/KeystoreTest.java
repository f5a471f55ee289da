package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** The emulated keystore, called as a bundle would, through reflection because classes differ. */
class KeystoreTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FACTORY = "org.eclipse.kura.core.keystore.FilesystemKeystoreServiceImpl";

    @TempDir
    Path folder;

    private Object keystore(Gateway gateway) throws Exception {
        gateway.createFactory(FACTORY, "ks", Map.of("keystore.path", "test.ks", "keystore.password", "store secret"));
        gateway.await("keystore", LIMIT, () -> !gateway.services("(kura.service.pid=ks)")
                .isEmpty());
        ServiceReference<?>[] found = gateway.context()
                .getAllServiceReferences("org.eclipse.kura.security.keystore.KeystoreService", "(kura.service.pid=ks)");
        return gateway.context().getService(found[0]);
    }

    private static Object call(Object keystore, String method, Object... arguments) throws Exception {
        for (var candidate : keystore.getClass().getMethods()) {
            if (candidate.getName().equals(method) && candidate.getParameterCount() == arguments.length) {
                return candidate.invoke(keystore, arguments);
            }
        }
        throw new NoSuchMethodException(method);
    }

    private static void createKeyPair(Object keystore, String alias) throws Exception {
        keystore.getClass()
                .getMethod("createKeyPair", String.class, String.class, int.class, String.class, String.class)
                .invoke(keystore, alias, "RSA", 2048, "SHA256withRSA", "CN=web admin");
    }

    @Test
    void aMissingAliasIsNullAndAnEntryHasThePasswordOfTheStore() throws Exception {
        try (Gateway gateway = Gateway.in(folder.resolve("gateway")).start()) {
            Object keystore = keystore(gateway);
            assertNull(call(keystore, "getEntry", "nobody"));
            assertEquals(List.of(), call(keystore, "getAliases"));

            createKeyPair(keystore, "pair");
            var entry = (KeyStore.PrivateKeyEntry) call(keystore, "getEntry", "pair");
            X509Certificate certificate = (X509Certificate) entry.getCertificate();
            assertNull(certificate.getSubjectAlternativeNames(), "the web admin's key pairs lack the application URI");
            assertNull(certificate.getKeyUsage());

            KeyStore file = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(gateway.dataFolder().resolve("test.ks"))) {
                file.load(in, "store secret".toCharArray());
            }
            Key key = file.getKey("pair", "store secret".toCharArray());
            assertArrayEquals(entry.getPrivateKey().getEncoded(), key.getEncoded());

            call(keystore, "setEntry", "copy", entry);
            assertNotNull(call(keystore, "getEntry", "copy"));
            call(keystore, "deleteEntry", "pair");
            assertEquals(List.of("copy"), call(keystore, "getAliases"));
        }
    }

    /** Kura registers its BouncyCastle JVM-wide; a bundle of ours must stand it, present or not. */
    @Test
    void theFirstKeyPairRegistersBouncyCastleUntilTheGatewayStops() throws Exception {
        assertNull(Security.getProvider("BC"));
        try (Gateway gateway = Gateway.in(folder.resolve("gateway")).start()) {
            createKeyPair(keystore(gateway), "pair");
            assertNotNull(Security.getProvider("BC"));
        }
        assertNull(Security.getProvider("BC"));
    }

    @Test
    void aChangeIsAnnouncedWithThePidOfItsKeystore() throws Exception {
        try (Gateway gateway = Gateway.in(folder.resolve("gateway")).start()) {
            Object keystore = keystore(gateway);
            CompletableFuture<Object> sender = new CompletableFuture<>();
            handler(gateway, sender);
            createKeyPair(keystore, "pair");
            assertEquals("ks", sender.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertTrue(gateway.log(LogLine.Level.WARN).isEmpty());
        }
    }

    /** An EventHandler of the gateway's own class, made by proxy. */
    private static void handler(Gateway gateway, CompletableFuture<Object> sender) throws Exception {
        Bundle events = gateway.bundleObject("org.eclipse.equinox.event");
        Class<?> type = events.loadClass("org.osgi.service.event.EventHandler");
        Object proxy = java.lang.reflect.Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if ("handleEvent".equals(method.getName())) {
                        sender.complete(arguments[0]
                                .getClass()
                                .getMethod("getProperty", String.class)
                                .invoke(arguments[0], "sender.pid"));
                        return null;
                    }
                    return "hashCode".equals(method.getName())
                            ? (Object) System.identityHashCode(self)
                            : self == arguments[0];
                });
        Hashtable<String, Object> topics = new Hashtable<>();
        topics.put("event.topics", "org/eclipse/kura/security/keystore/*");
        events.getBundleContext().registerService(type.getName(), proxy, topics);
    }
}
