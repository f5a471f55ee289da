package io.millwright.opcua;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The form of an OPC UA connection. Attribute ids are data for ever: snapshots keep them. No quotes or markup in the form's
 * own description, which the web shows as entities.
 */
@ObjectClassDefinition(
        id = OpcUaConnection.PID,
        name = "OPC UA Connection",
        description =
                "One OPC UA server as a source of tags for pipelines. Reads only, never writes. Fields in the order: must be set,"
                        + " often, rarely.")
@interface OpcUaConnectionConfiguration {
    @AttributeDefinition(
            name = "Endpoint URL",
            description =
                    "Must be set. Address of the OPC UA server: opc.tcp://host:port, with a path if the server has one. Port 1 to 65535.")
    String endpoint_url() default "opc.tcp://127.0.0.1:4840";

    @AttributeDefinition(
            name = "Tags",
            description =
                    "Must be set, here or as Tag file. Tag table as CSV. The first line names the columns: name,nodeId,samplingMs,queue,deadband,scale,"
                            + "offset,unit,indexRange,field,range,staleMs,stuckMs,stuckWhile,maxRate,spike. Only name and nodeId are needed. Example line: spindle.speed,ns=2;s=Cell/Spindle/Speed"
                            + "|TextArea",
            required = false)
    String tags() default "";

    @AttributeDefinition(
            name = "Tag file",
            description =
                    "Often: file with the tag table, relative to the Kura data directory. If it is set, Tags is not used. A changed"
                            + " file is read again within some seconds.",
            required = false)
    String tags_file() default "";

    @AttributeDefinition(
            name = "Assets",
            description =
                    "Often: names of machines of one kind, by comma or line: Press, Mill[1..20], Line1-Cell[01..30]. A line of the tag"
                            + " table with {asset} in name and nodeId becomes one tag per name. A line that starts with # is"
                            + " a comment. At most 10000 names and 100000 tags. Empty: no line contains {asset}.|TextArea",
            required = false)
    String assets() default "";

    @AttributeDefinition(
            name = "Keystore",
            description =
                    "Must be set unless the security policy is None. Keystore with our application certificate and with trusted server certificates.",
            required = false)
    String KeystoreService_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = "Server certificate, SHA-256",
            description =
                    "Often: thumbprint of the only server certificate to trust, 64 hexadecimal digits; several by comma, 10 at most."
                            + " Empty: trust what keystore and trust folder hold. The state shows the thumbprint of a refused certificate.",
            required = false)
    String server_certificate_sha256() default "";

    @AttributeDefinition(
            name = "User name",
            description = "Often: user known to the OPC UA server. Empty: anonymous.",
            required = false)
    String user_name() default "";

    @AttributeDefinition(
            name = "Password",
            description = "Often: password of the user. Stored encrypted by the gateway.",
            type = AttributeType.PASSWORD,
            required = false)
    String user_password() default "";

    @AttributeDefinition(
            name = "Security policy",
            description =
                    "Often: exactly this policy is used; there is no silent downgrade. None sends everything readable and"
                            + " unprotected and needs security mode None.",
            options = {
                @Option(label = "None", value = "None"),
                @Option(label = "Basic256Sha256", value = "Basic256Sha256"),
                @Option(label = "Aes128_Sha256_RsaOaep", value = "Aes128_Sha256_RsaOaep"),
                @Option(label = "Aes256_Sha256_RsaPss", value = "Aes256_Sha256_RsaPss"),
                @Option(label = "Basic256 (deprecated)", value = "Basic256"),
                @Option(label = "Basic128Rsa15 (deprecated)", value = "Basic128Rsa15")
            },
            required = false)
    String security_policy() default "Basic256Sha256";

    @AttributeDefinition(
            name = "Security mode",
            description = "Often: Sign protects messages from being changed, Sign and encrypt also from being read.",
            options = {
                @Option(label = "None", value = "None"),
                @Option(label = "Sign", value = "Sign"),
                @Option(label = "Sign and encrypt", value = "SignAndEncrypt")
            },
            required = false)
    String security_mode() default "SignAndEncrypt";

    @AttributeDefinition(
            name = "Publishing interval (ms)",
            description =
                    "Often: time between two notifications, and between two reads when polling; sampling interval of tags"
                            + " that state none. 10 to 3600000.",
            min = "10",
            max = "3600000",
            required = false)
    int publishing_intervalMs() default 500;

    @AttributeDefinition(
            name = "Time of values",
            description =
                    "Rarely: source: when the PLC measured it, by the PLC's clock. server: when the OPC UA server got it, by the"
                            + " server's clock; for a PLC whose clock is wrong.",
            options = {@Option(label = "Source", value = "source"), @Option(label = "Server", value = "server")},
            required = false)
    String time_source() default "source";

    @AttributeDefinition(
            name = "Access mode",
            description =
                    "Rarely: subscribe: the server reports changes. Poll: every tag is read once per publishing interval; used"
                            + " by itself where the server offers no subscriptions.",
            options = {@Option(label = "Subscribe", value = "SUBSCRIBE"), @Option(label = "Poll", value = "POLL")},
            required = false)
    String access_mode() default "SUBSCRIBE";

    @AttributeDefinition(
            name = "Second endpoint URL",
            description =
                    "Rarely: address of the other server of a redundant pair, with the same tags, security and users. It is used"
                            + " while the first does not answer. Empty: none.",
            required = false)
    String endpoint_second_url() default "";

    @AttributeDefinition(
            name = "Kind of server",
            description =
                    "Rarely: how carefully the server is treated at first. Automatic: by what it says of itself. Slow: 50 operations"
                            + " per call, 20 requests per second, one at a time.",
            options = {
                @Option(label = "Automatic", value = "automatic"),
                @Option(label = "Siemens S7-1200", value = "s7-1200"),
                @Option(label = "Siemens S7-1500", value = "s7-1500"),
                @Option(label = "Kepware", value = "kepware"),
                @Option(label = "Slow", value = "slow")
            },
            required = false)
    String server_profile() default "automatic";

    @AttributeDefinition(
            name = "Requests per second",
            description =
                    "Rarely: most requests that the server gets in a second, also while connecting; notifications are none. 0: as the"
                            + " kind of server says. 0 to 10000.",
            min = "0",
            max = "10000",
            required = false)
    int load_requestsPerSecond() default 0;

    @AttributeDefinition(
            name = "Requests at a time",
            description =
                    "Rarely: most requests that wait for an answer of the server together; notifications are none. 0: as the kind of"
                            + " server says. 0 to 100.",
            min = "0",
            max = "100",
            required = false)
    int load_requestsInFlight() default 0;

    @AttributeDefinition(
            name = "Alias of the application certificate",
            description =
                    "Rarely: entry in the keystore. A missing one is made: RSA 2048 bit, SHA-256, with the application URI.",
            required = false)
    String keystore_alias() default "millwright-opcua";

    @AttributeDefinition(
            name = "Application URI",
            description =
                    "Rarely: name under which the server knows this gateway. Empty: urn:millwright:opcua: and this"
                            + " connection's name.",
            required = false)
    String application_uri() default "";

    @AttributeDefinition(
            name = "Request timeout (ms)",
            description = "Rarely: longest wait for an answer of the server. 100 to 120000.",
            min = "100",
            max = "120000",
            required = false)
    int request_timeoutMs() default 5000;

    @AttributeDefinition(
            name = "Session timeout (ms)",
            description = "Rarely: how long the server keeps the session without a sign of life. 5000 to 3600000.",
            min = "5000",
            max = "3600000",
            required = false)
    int session_timeoutMs() default 60000;

    @AttributeDefinition(
            name = "User certificate",
            description =
                    "Rarely: alias of a key pair in the keystore to log in with, instead of name and password. Empty: none.",
            required = false)
    String user_certificate_alias() default "";

    @AttributeDefinition(
            name = "Trust folder",
            description =
                    "Rarely: folder in the Kura data directory with the folders trusted, issuers, crls, rejected and own. Files with"
                            + " certificates and revocation lists count at the next attempt.",
            required = false)
    String trust_folder() default "millwright/trust";

    @AttributeDefinition(
            name = "Allow deprecated policies",
            description =
                    "Rarely: true lets Basic256 and Basic128Rsa15 be chosen, which sign with SHA-1. For an old PLC that has nothing"
                            + " better.",
            required = false)
    boolean security_deprecated_allowed() default false;

    @AttributeDefinition(
            name = "Check validity period",
            description =
                    "Rarely: the server's certificate and its issuers are neither expired nor to become valid later. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_validity() default true;

    @AttributeDefinition(
            name = "Check host name",
            description =
                    "Rarely: the server's certificate names the host of the endpoint URL. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_hostName() default true;

    @AttributeDefinition(
            name = "Check application URI",
            description =
                    "Rarely: the server's certificate carries the application URI that the server announces. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_applicationUri() default true;

    @AttributeDefinition(
            name = "Check key usage",
            description =
                    "Rarely: the server's certificate is made for an OPC UA server. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_keyUsage() default true;

    @AttributeDefinition(
            name = "Check chain",
            description =
                    "Rarely: every issuer of the server's certificate up to a self-signed one is known. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_chain() default true;

    @AttributeDefinition(
            name = "Check revocation",
            description =
                    "Rarely: neither the server's certificate nor an issuer is revoked. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_revocation() default true;

    @AttributeDefinition(
            name = "Check revocation list",
            description =
                    "Rarely: there is a current revocation list of every issuer. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_revocationList() default true;

    @AttributeDefinition(
            name = "Check signature algorithm",
            description =
                    "Rarely: no certificate of the chain is signed with SHA-1 or MD5. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_signatureAlgorithm() default true;

    @AttributeDefinition(
            name = "Check key length",
            description =
                    "Rarely: no RSA key of the chain is shorter than 2048 bits. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_keyLength() default true;

    @AttributeDefinition(
            name = "Check endpoint list",
            description =
                    "Rarely: the endpoints in the session are those that were announced before it. false accepts a server where that is not so; the state says it.",
            required = false)
    boolean check_endpoints() default true;
}
