package io.millwright.operation.doctor;

import io.millwright.operation.doctor.Finding.Code;
import io.millwright.operation.view.Configurations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is less safe than it could be, and what stops to be trusted soon. */
final class SecurityChecks implements Check {
    private static final long SOON_DAYS = 30;
    private static final List<String> FACTORIES = List.of(LineChecks.CONNECTIONS, "io.millwright.opcua.OpcUaDriver");

    @Override
    public List<Finding> look(Surroundings gateway) {
        List<Finding> found = new ArrayList<>();
        Set<String> keystores = new HashSet<>();
        for (String factory : FACTORIES) {
            for (Map<String, Object> connection : Fields.ofFactory(gateway, factory)) {
                connection(connection, found);
                keystores.add(Configurations.chosen(Configurations.text(connection, "KeystoreService.target")));
            }
        }
        for (Surroundings.Held held : gateway.certificates()) {
            if (keystores.contains(held.keystorePid())) {
                certificate(gateway.machine().nowMillis(), held, found);
            }
        }
        return found;
    }

    private static void connection(Map<String, Object> connection, List<Finding> found) {
        String pid = Configurations.pid(connection);
        String policy = Configurations.text(connection, "security.policy");
        if ("None".equals(policy)) {
            found.add(Finding.of(
                    Code.SECURITY_OFF,
                    pid,
                    "security.policy",
                    policy,
                    "whoever is on the network can read and change what the PLC says"
                            + (Configurations.text(connection, "user.name").isEmpty() ? "" : ", and read the password"),
                    "the connection's field Security policy",
                    "choose Basic256Sha256 or a newer policy, and trust both sides"));
        } else if (Configurations.text(connection, "server.certificate.sha256").isEmpty()) {
            found.add(Finding.of(
                    Code.SERVER_NOT_PINNED,
                    pid,
                    "server.certificate.sha256",
                    "",
                    "any certificate that the keystore trusts will do for this server",
                    "the connection's field Server certificate, SHA-256, is empty",
                    "enter the fingerprint that the state or the log names"));
        }
        for (Map.Entry<String, Object> each : connection.entrySet()) {
            if (each.getKey().startsWith("check.") && !Fields.flag(connection, each.getKey(), true)) {
                found.add(switchedOff(pid, each.getKey(), false));
            }
        }
        if (Fields.flag(connection, "security.deprecated.allowed", false)) {
            found.add(switchedOff(pid, "security.deprecated.allowed", true));
        }
    }

    private static Finding switchedOff(String pid, String field, boolean value) {
        return Finding.of(
                Code.CHECK_SWITCHED_OFF,
                pid,
                field,
                value,
                "a check of the server's certificate or policy is switched off",
                "the connection's field " + field,
                "switch it back once the PLC has a certificate that passes");
    }

    private static void certificate(long nowMillis, Surroundings.Held held, List<Finding> found) {
        Instant end = held.certificate().getNotAfter().toInstant();
        long days = Duration.between(Instant.ofEpochMilli(nowMillis), end).toDays();
        String whose = held.own() ? "the gateway's own certificate" : "the certificate of a server";
        String what = whose + " '" + held.alias() + "'";
        if (end.toEpochMilli() < nowMillis) {
            found.add(Finding.of(
                    Code.CERTIFICATE_EXPIRED,
                    held.keystorePid(),
                    held.alias(),
                    end,
                    what + " has expired; connections that need it are refused",
                    "its end of validity",
                    "make or import a new one, and have the other side trust it"));
        } else if (days < SOON_DAYS) {
            found.add(Finding.of(
                    Code.CERTIFICATE_EXPIRES,
                    held.keystorePid(),
                    held.alias(),
                    end,
                    what + " expires in " + days + " days",
                    "its end of validity",
                    "make or import a new one before that, and have the other side trust it"));
        }
    }
}
