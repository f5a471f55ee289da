package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import io.millwright.inference.ExtenderState.Code;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.seal.GatewayKey;
import io.millwright.seal.SealedFile;
import io.millwright.seal.WrappedKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;

/** A secret model serves where the key is, and lies nowhere as it is. */
class SecretModelTest {
    private static final String RSA = "-keyalg RSA -keysize 2048";
    private static final byte[] KEY = new byte[32];
    private static final long RUN_MILLIS = 60_000;
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder;

    private Path data;
    private Gateway gateway;
    private GatewayKey own;

    @BeforeEach
    void boot() throws Exception {
        Arrays.fill(KEY, (byte) 7);
        data = Files.createDirectories(folder.resolve("data"));
        gateway = new Gateway(folder.resolve("storage"), data, 100);
        own = GatewayKey.of(folder, RSA);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        assertEquals(List.of(), opened(), "something opened is left in memory");
    }

    private static List<Path> opened() throws IOException {
        try (Stream<Path> files = Files.list(MEMORY)) {
            String own = "millwright-opened-" + ProcessHandle.current().pid() + "-";
            return files.filter(file -> file.getFileName().toString().startsWith(own))
                    .toList();
        }
    }

    private static byte[] sealed(byte[] content, String role) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealedFile.seal(new ByteArrayInputStream(content), out, KEY, role);
        return out.toByteArray();
    }

    private static ModelFiles secret(String version, WrappedKey... keys) throws Exception {
        ModelFiles files = ModelFiles.linear("linear", version, 3)
                .file("background", "background.csv", "a,b\n7.25,1\n".getBytes(StandardCharsets.UTF_8));
        for (String role : List.of("onnx", "golden", "background")) {
            String file = files.json().get(role).asObject().getString("file", "");
            files.file(role, file, sealed(files.open(file).readAllBytes(), role));
        }
        JsonArray list = Json.array().asArray();
        for (WrappedKey key : keys) {
            list.add(Json.object().add("certificate", key.certificate()).add("key", key.key()));
        }
        return files.set(
                "encryption", Json.object().add("algorithm", "AES-256-GCM").add("keys", list));
    }

    private ServiceRegistration<KeystoreService> keystore(GatewayKey key) {
        KeyStore.Entry entry = new KeyStore.PrivateKeyEntry(key.privateKey(), new Certificate[] {key.certificate()});
        KeystoreService service = (KeystoreService) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {KeystoreService.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getEntries")) {
                        return Map.of("gateway", entry);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return gateway.context().registerService(KeystoreService.class, service, null);
    }

    private void assertDecides(Model model) throws Exception {
        assertEquals(7.25f, model.background().input(0).getFloat(0));
        try (ModelRunner runner = model.open(1)) {
            runner.input(0).putFloat(0, 1).putFloat(4, 2);
            runner.run(RUN_MILLIS);
            assertEquals(15f, runner.output(0).getFloat(0));
        }
    }

    /** Not in the data directory, not among the temporary files of this test, and not in the names of the shared memory. */
    private void assertLiesNowhere() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*\\.(so|jar|class)"))
                    .toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(content.contains("MatMul"), () -> file + " holds the opened graph");
                assertFalse(content.contains("a,b,=y"), () -> file + " holds the opened golden rows");
                assertFalse(content.contains("7.25,1"), () -> file + " holds the opened background");
            }
        }
    }

    @Test
    void itServesWhereTheKeyIsAlsoAfterARestart() throws Exception {
        keystore(own);
        gateway.install(secret("1.0.0", WrappedKey.of(own.certificate(), KEY)).bundle("test.secret", "1.0.0"));
        assertDecides(gateway.await("linear", "1.0.0"));
        gateway.awaitState(Code.OK, "1 model bundle");
        gateway.close();
        assertLiesNowhere();
        gateway = new Gateway(folder.resolve("storage"), data, 100);
        keystore(own);
        ModelFiles misfit =
                secret("2.0.0", WrappedKey.of(own.certificate(), KEY)).raw("golden.csv", new byte[3]);
        gateway.install(misfit.bundle("test.secret", "2.0.0"));
        assertDecides(gateway.await("linear", "1.0.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "golden.sha256", "linear 1.0.0 goes on serving");
        gateway.stopExtender();
        assertLiesNowhere();
        gateway.startExtender();
    }

    @Test
    void itServesForEachOfSeveralGateways() throws Exception {
        keystore(own);
        GatewayKey other = GatewayKey.of(folder, "-keyalg EC -groupname secp256r1");
        ModelFiles files =
                secret("1.0.0", WrappedKey.of(other.certificate(), KEY), WrappedKey.of(own.certificate(), KEY));
        gateway.install(files.bundle("test.secret", "1.0.0"));
        assertDecides(gateway.await("linear", "1.0.0"));
    }

    @Test
    void aMissingKeyIsAStateAndItServesWhenTheKeyComes() throws Exception {
        gateway.install(secret("1.0.0", WrappedKey.of(own.certificate(), KEY)).bundle("test.secret", "1.0.0"));
        gateway.awaitState(
                Code.KEY_MISSING,
                "no keystore of this gateway has the private key",
                WrappedKey.fingerprint(own.certificate()).substring(0, 12),
                "Remedy: encrypt the model for the certificate");
        assertNull(gateway.find("linear"));
        keystore(own);
        assertDecides(gateway.await("linear", "1.0.0"));
    }

    @Test
    void aWrongKeyIsAState() throws Exception {
        keystore(own);
        GatewayKey other = GatewayKey.of(folder, RSA);
        WrappedKey forOther = WrappedKey.of(other.certificate(), KEY);
        ModelFiles files = secret("1.0.0", new WrappedKey(WrappedKey.fingerprint(own.certificate()), forOther.key()));
        gateway.install(files.bundle("test.secret", "1.0.0"));
        gateway.awaitState(Code.KEY_MISSING, "its key does not open", "encrypt the model for this gateway again");
    }

    @Test
    void aSealedFileThatWasChangedIsRefused() throws Exception {
        keystore(own);
        ModelFiles files = secret("1.0.0", WrappedKey.of(own.certificate(), KEY));
        byte[] onnx = files.open("model.onnx").readAllBytes();
        onnx[onnx.length - 1] ^= 1;
        gateway.install(files.file("onnx", "model.onnx", onnx).bundle("test.secret", "1.0.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "model.onnx: content = sealed", "it was changed, cut short");
    }

    @Test
    void inAProcessOfItsOwnItLiesInMemoryOnly() throws Exception {
        keystore(own);
        gateway.configure(EngineSettings.DEFAULTS.workerFrom(0));
        gateway.install(secret("1.0.0", WrappedKey.of(own.certificate(), KEY)).bundle("test.secret", "1.0.0"));
        Model model = gateway.await("linear", "1.0.0");
        assertTrue(model.blocksElsewhere());
        assertDecides(model);
        gateway.awaitState(Code.OK, "1 model bundle");
        // Files that are being kept have another name a moment later.
        gateway.awaitRest();
        assertLiesNowhere();
        assertFalse(opened().isEmpty(), "a process that is started again needs it");
    }
}
