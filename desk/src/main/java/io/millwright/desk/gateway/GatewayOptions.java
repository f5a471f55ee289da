package io.millwright.desk.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which gateways, and how they are reached. */
final class GatewayOptions {
    private static final String PASSWORD_VARIABLE = "MILLWRIGHT_PASSWORD";
    private static final String ALL = "all";
    private static final int HEX_DIGITS = 64;
    private static final int MQTTS = 8883;

    @Option(
            names = "--gateway",
            paramLabel = "WHICH",
            defaultValue = "${env:MILLWRIGHT_GATEWAY}",
            description = {
                "The gateway's web address, https://host[:port]; or with --broker the gateways' names, g1,g2, or all.",
                "Otherwise MILLWRIGHT_GATEWAY."
            })
    private String gateway;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "Asks over this MQTT broker, tcp://host:port or ssl://host:port.")
    private String broker;

    @Option(names = "--account", paramLabel = "NAME", description = "With --broker: the account in the topics.")
    private String account;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "${env:MILLWRIGHT_USER}",
            description =
                    "User of the gateway, admin if none is named; with --broker of the broker. The password is asked for, or taken from"
                            + " MILLWRIGHT_PASSWORD or --password-file.")
    private String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password. Keep it readable for yourself alone.")
    private Path passwordFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file of the authority that has signed the certificate of gateway or broker.")
    private Path authorities;

    @Option(
            names = "--fingerprint",
            paramLabel = "HEX",
            description = {
                "SHA-256 of the gateway's certificate, which is trusted from now on.",
                "Without it and --ca an unknown certificate is shown, and trusted after you have compared it and said yes."
            })
    private String fingerprint = "";

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description = "Where compared certificates are kept. Otherwise ~/.millwright/known-gateways.")
    private Path known = Path.of(System.getProperty("user.home"), ".millwright", "known-gateways");

    @Option(
            names = "--timeout-ms",
            paramLabel = "MS",
            description = "How long one answer is waited for: 100 to 120000. Otherwise 10000.")
    private int timeoutMillis = 10_000;

    @Option(
            names = "--listen-ms",
            paramLabel = "MS",
            description = "With --gateway all: how long is listened who is there. Otherwise 10000.")
    private int listenMillis = 10_000;

    /** The ways to the gateways that were named; closing it closes them. */
    record Roads(List<Road> all, AutoCloseable connection) implements AutoCloseable {
        @Override
        public void close() {
            all.forEach(Road::close);
            try {
                connection.close();
            } catch (Exception e) {
                throw new IllegalStateException("A broker's connection does not close", e);
            }
        }
    }

    /** Whether a gateway is asked over a broker. */
    boolean overBroker() {
        return broker != null;
    }

    /** Reaches them. */
    Roads open(CommandSpec command) throws GatewayTrouble {
        if (gateway == null || gateway.isBlank()) {
            throw new ParameterException(
                    command.commandLine(),
                    "no gateway is named; add --gateway https://host, or set MILLWRIGHT_GATEWAY");
        }
        if (timeoutMillis < 100 || timeoutMillis > 120_000 || listenMillis < 100 || listenMillis > 120_000) {
            throw new ParameterException(
                    command.commandLine(), "--timeout-ms and --listen-ms take 100 to 120000 milliseconds");
        }
        String digits = Trust.normal(fingerprint);
        if (!fingerprint.isEmpty() && digits.length() != HEX_DIGITS) {
            throw new ParameterException(
                    command.commandLine(), "--fingerprint has " + digits.length() + " hex digits, give 64");
        }
        return broker == null ? overHttps(command, digits) : overMqtt(command);
    }

    private Roads overHttps(CommandSpec command, String digits) throws GatewayTrouble {
        if (account != null) {
            throw new ParameterException(command.commandLine(), "--account is for --broker");
        }
        HttpsRoad road = https(command, digits);
        String name = user == null || user.isBlank() ? "admin" : user;
        road.login(name, password(command, name));
        return new Roads(List.of(road), () -> {});
    }

    /** Returns a road whose other end is known: a password is sent to nobody else. */
    HttpsRoad https(CommandSpec command, String digits) throws GatewayTrouble {
        URI base = address(command);
        Duration limit = Duration.ofMillis(timeoutMillis);
        if (authorities != null) {
            return new HttpsRoad(base, Trust.signedBy(authorities), limit);
        }
        Trust trust = new Trust(known, base.getHost() + ":" + (base.getPort() < 0 ? 443 : base.getPort()), digits);
        try {
            HttpsRoad road = new HttpsRoad(base, trust.pinned(), limit);
            road.handshake();
            trust.learnGiven();
            return road;
        } catch (IOException e) {
            if (!trust.changed().isEmpty()) {
                throw GatewayTrouble.refused(
                        "",
                        base.getAuthority() + " shows another certificate than before, SHA-256 " + trust.changed(),
                        "if it was changed on purpose, compare it in the web admin and add --fingerprint "
                                + trust.changed());
            }
            if (trust.unknown().isEmpty()) {
                throw GatewayTrouble.unreached(
                        base.getAuthority() + " is not reached: " + HttpsRoad.reason(e),
                        "look at the address, the network and the gateway");
            }
            compared(base, trust.unknown());
            trust.learn(trust.unknown());
            return new HttpsRoad(base, trust.pinned(), limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw GatewayTrouble.unreached("interrupted", "");
        }
    }

    private URI address(CommandSpec command) {
        String text = gateway.contains("://") ? gateway : "https://" + gateway;
        try {
            URI base = new URI(text);
            if ("https".equals(base.getScheme()) && base.getHost() != null) {
                return new URI("https", null, base.getHost(), base.getPort(), null, null, null);
            }
        } catch (java.net.URISyntaxException e) {
            // Told below.
        }
        throw new ParameterException(
                command.commandLine(),
                "--gateway '" + gateway
                        + "' is no address; write https://host or https://host:port, or add --broker for names");
    }

    /** Has a person compare what nobody knows yet; where there is none, it is refused. */
    private static void compared(URI base, String sha256) throws GatewayTrouble {
        String remedy = "compare it with the certificate in the gateway's web admin, and add --fingerprint " + sha256
                + ", or give --ca";
        if (System.console() == null) {
            throw GatewayTrouble.refused(
                    "",
                    "nobody has compared the certificate of " + base.getAuthority() + " yet, SHA-256 " + sha256,
                    remedy);
        }
        String said = System.console()
                .readLine(
                        "%s is not known. SHA-256 of its certificate:%n  %s%nIs that the gateway's? yes/no: ",
                        base.getAuthority(), sha256);
        if (said == null || !said.strip().toLowerCase(Locale.ROOT).equals("yes")) {
            throw GatewayTrouble.refused("", base.getAuthority() + " is not trusted", remedy);
        }
    }

    /** Returns the name of the one gateway that is meant, of those that a broker reaches. */
    String oneName(CommandSpec command) {
        if (broker == null || gateway == null || gateway.isBlank() || gateway.equals(ALL) || gateway.contains(",")) {
            throw new ParameterException(
                    command.commandLine(), "this takes --broker, --account and one name as --gateway");
        }
        return gateway.strip();
    }

    private Roads overMqtt(CommandSpec command) throws GatewayTrouble {
        Broker connected = connected(command);
        return new Roads(roads(connected, command), connected);
    }

    /** Connects to the broker. */
    Broker connected(CommandSpec command) throws GatewayTrouble {
        if (account == null || account.isBlank() || account.matches(".*[/+#].*")) {
            throw new ParameterException(command.commandLine(), "--broker takes --account, without / + #");
        }
        if (gateway.contains("://") || gateway.matches(".*[/+#].*")) {
            throw new ParameterException(
                    command.commandLine(), "with --broker, --gateway has names, g1,g2 or all, not '" + gateway + "'");
        }
        MqttConnectOptions options = new MqttConnectOptions();
        if (user != null && !user.isBlank()) {
            options.setUserName(user);
            options.setPassword(password(command, user));
        }
        try {
            URI url = new URI(broker);
            String scheme = String.valueOf(url.getScheme());
            Trust trust =
                    new Trust(known, url.getHost() + ":" + (url.getPort() < 0 ? MQTTS : url.getPort()), fingerprint);
            if (scheme.equals("ssl") || scheme.equals("mqtts")) {
                options.setSocketFactory(brokerTls(trust).getSocketFactory());
                // What is compared by its fingerprint need not carry the host's name.
                options.setHttpsHostnameVerificationEnabled(authorities != null || !trust.knows());
            } else if (!scheme.equals("tcp") && !scheme.equals("mqtt")) {
                throw new ParameterException(
                        command.commandLine(), "--broker '" + broker + "' is none of tcp://host:port, ssl://host:port");
            }
            String reached = broker.replaceFirst("^mqtts:", "ssl:").replaceFirst("^mqtt:", "tcp:");
            Broker connected = Broker.connect(reached, account, options, timeoutMillis);
            trust.learnGiven();
            return connected;
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "--broker '" + broker + "' is no address; write tcp://host:port", e);
        } catch (MqttException e) {
            throw GatewayTrouble.unreached(
                    "the broker " + broker + " is not reached: " + e.getMessage(),
                    "look at the address, user and password, and whether its certificate is trusted (--ca, --fingerprint)");
        }
    }

    private List<Road> roads(Broker connected, CommandSpec command) throws GatewayTrouble {
        List<Road> roads = new ArrayList<>();
        if (!gateway.equals(ALL)) {
            Arrays.stream(gateway.split(",")).map(String::strip).forEach(name -> roads.add(connected.to(name)));
            return roads;
        }
        PrintWriter err = command.commandLine().getErr();
        err.println("  listening for " + listenMillis + " ms who is there");
        err.flush();
        Set<String> heard = connected.heard(listenMillis);
        heard.forEach(name -> roads.add(connected.to(name)));
        if (roads.isEmpty()) {
            connected.close();
            throw GatewayTrouble.unreached(
                    "no gateway of " + account + " was heard within " + listenMillis + " ms",
                    "name them by --gateway g1,g2, or listen longer by --listen-ms");
        }
        return roads;
    }

    /** An authority's signature, the fingerprint that was given or is known, or what Java trusts. */
    private SSLContext brokerTls(Trust trust) throws GatewayTrouble {
        if (authorities != null) {
            return Trust.signedBy(authorities);
        }
        if (trust.knows()) {
            return trust.pinned();
        }
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }

    private char[] password(CommandSpec command, String name) throws GatewayTrouble {
        if (passwordFile != null) {
            try {
                List<String> lines = Files.readAllLines(passwordFile);
                return lines.isEmpty() ? new char[0] : lines.get(0).toCharArray();
            } catch (IOException e) {
                throw GatewayTrouble.file(
                        passwordFile + " cannot be read: " + HttpsRoad.reason(e), "give a text file with the password");
            }
        }
        String given = System.getenv(PASSWORD_VARIABLE);
        if (given != null) {
            return given.toCharArray();
        }
        if (System.console() == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "user '" + name + "' needs a password, and there is nobody to ask; set MILLWRIGHT_PASSWORD or add"
                            + " --password-file");
        }
        char[] typed = System.console().readPassword("Password of %s: ", name);
        return typed == null ? new char[0] : typed;
    }
}
