package io.millwright.desk.browse;

import io.millwright.opcua.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.security.keystore.KeystoreService;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** How a server is reached: the fields of a connection's form, with the same meaning and the same defaults. */
final class ServerOptions {
    private static final String PID = "desk";

    @Parameters(paramLabel = "URL", description = "The server's address, opc.tcp://host:port.")
    private String url;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description =
                    "Security policy: Basic256Sha256 (if none is named), Aes128_Sha256_RsaOaep, Aes256_Sha256_RsaPss.")
    private String policy = "Basic256Sha256";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "Security mode: SignAndEncrypt (if none is named) or Sign.")
    private String mode = "SignAndEncrypt";

    @Option(
            names = "--insecure",
            description = "Without security: nothing is signed or encrypted, and nobody knows who the server is.")
    private boolean insecure;

    @Option(
            names = "--server-sha256",
            paramLabel = "HEX",
            description =
                    "SHA-256 of the server's certificate, which is trusted then. The refusal of an unknown one tells it.")
    private String serverSha256 = "";

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "User name; the password is asked for, or taken from MILLWRIGHT_PASSWORD.")
    private String user = "";

    @Option(
            names = "--keystore",
            paramLabel = "FILE",
            description = "Where the desk's own certificate and key are kept. Otherwise ~/.millwright/desk.p12.")
    private Path keystore = Path.of(System.getProperty("user.home"), ".millwright", "desk.p12");

    @Option(
            names = "--timeout-ms",
            paramLabel = "MS",
            description = "How long one answer is waited for: 100 to 120000. Otherwise 5000.")
    private int timeoutMillis = 5_000;

    String url() {
        return url;
    }

    Settings settings(CommandSpec command) {
        Map<String, Object> form = new HashMap<>();
        form.put("kura.service.pid", PID);
        form.put("endpoint.url", url);
        form.put("security.policy", insecure ? "None" : policy);
        form.put("security.mode", insecure ? "None" : mode);
        form.put("server.certificate.sha256", serverSha256);
        form.put("KeystoreService.target", keystore.toString());
        form.put("user.name", user);
        form.put("request.timeoutMs", timeoutMillis);
        Settings settings = Settings.of(form);
        if (!settings.problems().isEmpty()) {
            throw new ParameterException(command.commandLine(), asOptions(String.join("; ", settings.problems())));
        }
        return settings;
    }

    /** Texts of the connection speak of its form; at the desk there are options. */
    static String asOptions(String text) {
        return text.replace(
                        ", add the certificate to the keystore, or move its file from rejected to trusted in the trust folder",
                        "")
                .replaceAll(" Or switch off '[^']*'\\.", " Or enter its thumbprint as Server certificate, SHA-256.")
                .replace("Server certificate, SHA-256", "--server-sha256")
                .replace("Security policy", "--policy")
                .replace("Security mode", "--mode")
                .replace("User name", "--user")
                .replace("Request timeout", "--timeout-ms")
                .replace("; trying again", "")
                .replaceAll("\\(kura\\.service\\.pid=([^)]*)\\)", "$1");
    }

    KeystoreService keystore() {
        return DeskKeystore.in(keystore);
    }

    /** Returns the password, empty without a user; asks for it where there is somebody to ask. */
    char[] password(CommandSpec command) {
        if (user.isEmpty()) {
            return new char[0];
        }
        String given = System.getenv("MILLWRIGHT_PASSWORD");
        if (given != null) {
            return given.toCharArray();
        }
        if (System.console() == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--user '" + user + "' needs a password, and there is nobody to ask; set MILLWRIGHT_PASSWORD");
        }
        char[] typed = System.console().readPassword("Password of %s: ", user);
        return typed == null ? new char[0] : typed;
    }
}
