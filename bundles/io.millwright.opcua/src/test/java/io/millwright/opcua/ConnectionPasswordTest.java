package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Passwords in both shapes in which Kura hands them over, and to whom they are sent. */
class ConnectionPasswordTest extends ComponentHarness {
    private void assertPasswordIsTaken(String asKuraHandsItOver) throws Exception {
        try (PlcServer plc = new PlcServer().usersOnly().variable("Speed", 1.0).start()) {
            settings.put("endpoint.url", plc.url());
            settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
            settings.put("user.name", PlcServer.USER);
            settings.put("user.password", asKuraHandsItOver);
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            await(StateCode.CONNECTED);
            stop();
            connection = null;
        }
    }

    @Test
    void aPasswordThatKuraEncryptedAtAnUpdateIsDecrypted() throws Exception {
        assertPasswordIsTaken(ENCRYPTED + "iv:" + PlcServer.PASSWORD);
    }

    @Test
    void aPasswordThatKuraStoredAsItWasAtACreationIsTakenAsItIs() throws Exception {
        assertPasswordIsTaken(PlcServer.PASSWORD);
    }

    @Test
    void aPasswordThatIsNeitherIsAStateWithoutThePassword() throws Exception {
        try (PlcServer plc = new PlcServer().usersOnly().variable("Speed", 1.0).start()) {
            settings.put("endpoint.url", plc.url());
            settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
            settings.put("user.name", PlcServer.USER);
            settings.put("user.password", "-hidden!");
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            String text = await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("Password") && !text.contains("hidden"), text);
            stop();
            connection = null;
        }
    }

    @Test
    void aPasswordThatWouldBeReadableOnTheNetworkIsNotSent() throws Exception {
        try (PlcServer plc = new PlcServer()
                .usersOnly()
                .readablePasswords()
                .variable("Speed", 1.0)
                .start()) {
            settings.put("endpoint.url", plc.url());
            settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
            settings.put("user.name", PlcServer.USER);
            settings.put("user.password", PlcServer.PASSWORD);
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            String text = await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("Choose a Security policy"), text);
            stop();
            connection = null;
        }
    }

    private PlcServer offersReadablePasswordsFirst() throws Exception {
        PlcServer plc = new PlcServer()
                .usersOnly()
                .readablePasswordsFirst()
                .variable("Speed", 1.0)
                .start();
        settings.put("endpoint.url", plc.url());
        settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
        settings.put("user.name", PlcServer.USER);
        settings.put("user.password", PlcServer.PASSWORD);
        return plc;
    }

    @Test
    void aPasswordIsEncryptedIfOneTokenOfTheServerAllowsIt() throws Exception {
        try (PlcServer plc = offersReadablePasswordsFirst()) {
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            await(StateCode.CONNECTED);
            assertEquals(Set.of("user1"), Set.copyOf(plc.tokensUsed()));
            stop();
            connection = null;
        }
    }

    /** B16: without a policy anybody can answer, and offer to encrypt the password for himself. */
    @Test
    void b16APasswordIsNotEncryptedForAServerThatNobodyTrusts() throws Exception {
        try (PlcServer plc = offersReadablePasswordsFirst()) {
            settings.remove("server.certificate.sha256");
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            String text = await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains("rule trust"), text);
            assertEquals(0, plc.sessionsOpened());
            stop();
            connection = null;
        }
    }

    @Test
    void aPasswordIsEncryptedForThePinnedServerOnly() throws Exception {
        try (PlcServer plc = offersReadablePasswordsFirst()) {
            settings.put("server.certificate.sha256", "00".repeat(32));
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            String text = await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains("Server certificate, SHA-256"), text);
            assertEquals(0, plc.sessionsOpened());
            stop();
            connection = null;
        }
    }

    /** Kura encrypts the same password with another vector each time that a form is applied. */
    @Test
    void theSamePasswordEncryptedAnewKeepsTheSession() throws Exception {
        try (PlcServer plc = new PlcServer()
                .usersOnly()
                .variable("Speed", 1.0)
                .variable("Load", 2.0)
                .start()) {
            settings.put("endpoint.url", plc.url());
            settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
            settings.put("user.name", PlcServer.USER);
            settings.put("user.password", ENCRYPTED + "iv1:" + PlcServer.PASSWORD);
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            await(StateCode.CONNECTED);
            var session = plc.sessions();
            settings.put("user.password", ENCRYPTED + "iv2:" + PlcServer.PASSWORD);
            settings.put("tags", SPEED + "load,nsu=urn:millwright:test:cell;s=Load\n");
            connection.modified(settings);
            Recorder recorder = new Recorder();
            connection.subscribe(Interest.in(List.of("load")), recorder);
            recorder.awaitValue(0, 2.0);
            assertEquals(session, plc.sessions());
            stop();
            connection = null;
        }
    }
}
