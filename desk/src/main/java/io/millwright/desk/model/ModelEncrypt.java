package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import io.millwright.dp.ModelPackage;
import io.millwright.seal.SealedFile;
import io.millwright.seal.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes of a model folder a package that only chosen gateways can open. */
@Command(
        name = "encrypt",
        description = {
            "Checks a model folder as a gateway does and writes a deployment package (.dp) that only chosen gateways can open:"
                    + " its graph and golden rows are sealed with a key that is wrapped for each gateway's certificate.",
            "model.json stays readable: names, units, ranges, thresholds. The card is left out."
        })
final class ModelEncrypt implements Callable<Integer> {
    private static final int KEY_BYTES = 32;
    private static final List<String> ROLES = List.of("onnx", "golden", "background");

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The model folder. It stays as it is.")
    private Path folder;

    @Option(
            names = "--for",
            paramLabel = "CERTIFICATE",
            required = true,
            description =
                    "The certificate (PEM or DER) of a key pair, RSA or EC, in a keystore of a gateway. Several gateways: several"
                            + " times.")
    private List<Path> certificates;

    @Option(names = "--to", paramLabel = "FOLDER", description = "Where the package is written. Otherwise here.")
    private Path to = Path.of("");

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("folder", folder.toString());
        return Ending.of(report, findings, () -> write(report));
    }

    private int write(Report report) throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        Map<Path, X509Certificate> gateways = new LinkedHashMap<>();
        for (Path file : certificates) {
            gateways.put(file, certificate(file));
        }
        GatewayVerdict verdict;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "reading")) {
            verdict = GatewayVerdict.of(folder, progress);
        }
        report.say(verdict.text(), "goldenRows", Json.value(verdict.rows()));
        JsonObject model = Json.parse(Files.readString(folder.resolve(ModelFiles.DESCRIPTION)))
                .asObject();
        if (model.get("onnx").asObject().get("data") != null) {
            throw new Refusal(
                    "onnx.data: weights in further files are not sealed", "export a secret model as one ONNX file");
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Path dp = sealed(model, gateways, key);
            report.say(
                    "written: " + dp + ", for " + gateways.size() + " certificate(s)",
                    "package",
                    Json.value(dp.toString()));
            return report.end(ExitCode.DONE);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private Path sealed(JsonObject model, Map<Path, X509Certificate> gateways, byte[] key) throws IOException, Refusal {
        Path work = Files.createTempDirectory("millwright-sealed-");
        Map<String, Path> files = new LinkedHashMap<>();
        try {
            for (String role : ROLES) {
                if (model.get(role) == null || !model.get(role).isObject()) {
                    // No background, or that of the golden rows.
                    continue;
                }
                JsonObject reference = model.get(role).asObject();
                String name = reference.getString("file", "");
                Path sealed = work.resolve(role);
                reference.set("sha256", seal(folder.resolve(name), sealed, key, role));
                files.put(name, sealed);
            }
            model.set(
                    "encryption", Json.object().add("algorithm", "AES-256-GCM").add("keys", keys(gateways, key)));
            return ModelPackage.write(
                    model.getString("name", ""),
                    model.getString("version", ""),
                    model.toString(WriterConfig.PRETTY_PRINT),
                    files,
                    to.toAbsolutePath().normalize());
        } catch (GeneralSecurityException e) {
            throw new IOException("the model was not sealed: " + e.getMessage(), e);
        } finally {
            for (Path file : files.values()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(work);
        }
    }

    private static String seal(Path plain, Path sealed, byte[] key, String role)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(plain);
                OutputStream out = Files.newOutputStream(sealed)) {
            SealedFile.seal(in, out, key, role);
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(sealed), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static JsonArray keys(Map<Path, X509Certificate> gateways, byte[] key) throws Refusal {
        JsonArray keys = Json.array().asArray();
        for (Map.Entry<Path, X509Certificate> gateway : gateways.entrySet()) {
            try {
                WrappedKey wrapped = WrappedKey.of(gateway.getValue(), key);
                keys.add(Json.object().add("certificate", wrapped.certificate()).add("key", wrapped.key()));
            } catch (GeneralSecurityException e) {
                throw new Refusal(
                        "--for = " + gateway.getKey() + ": nothing can be wrapped for it: " + e.getMessage(),
                        "give the gateway an RSA or EC key pair, and use its certificate");
            }
        }
        return keys;
    }

    private static X509Certificate certificate(Path file) throws IOException, Refusal {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException | ClassCastException e) {
            throw new Refusal(
                    "--for = " + file + ": is no X.509 certificate (" + e.getMessage() + ")",
                    "download the certificate of the gateway's key pair, in PEM or DER form");
        }
    }
}
