package io.millwright.opcua;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The form of the driver. Where the gateway's stock OPC UA driver has the field, its id and its unit are the stock driver's.
 * Attribute ids are data for ever: snapshots keep them. No quotes or markup in the form's own description.
 */
@ObjectClassDefinition(
        id = OpcUaDriver.PID,
        name = "OPC UA (Millwright)",
        description =
                "One OPC UA server as a driver for assets, wires and REST. Takes the channel lists of the stock OPC UA driver. Reads"
                        + " only, unless writing is allowed. Fields in the order: must be set, often, rarely.")
@interface OpcUaDriverConfiguration {
    @AttributeDefinition(
            name = "Endpoint host",
            description = "Must be set. Host name or IP address of the OPC UA server.")
    String endpoint_ip() default "127.0.0.1";

    @AttributeDefinition(name = "Endpoint port", description = "Must be set. 1 to 65535.", min = "1", max = "65535")
    int endpoint_port() default 4840;

    @AttributeDefinition(
            name = "Server name",
            description = "Often: path of the endpoint behind host and port, if the server has one.",
            required = false)
    String server_name() default "";

    @AttributeDefinition(
            name = "Keystore",
            description =
                    "Must be set unless the security policy is None. Keystore with our application certificate and with trusted server certificates.",
            required = false)
    String KeystoreService_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = "Server certificate, SHA-256",
            description =
                    "Often: thumbprint of the only server certificate to trust, 64 hexadecimal digits, several by comma. Empty: trust what the"
                            + " keystore holds as trusted certificates. The state shows the thumbprint of a refused certificate.",
            required = false)
    String server_certificate_sha256() default "";

    @AttributeDefinition(
            name = "User name",
            description = "Often: user known to the OPC UA server. Empty: anonymous.",
            required = false)
    String username() default "";

    @AttributeDefinition(
            name = "Password",
            description = "Often: password of the user. Stored encrypted by the gateway.",
            type = AttributeType.PASSWORD,
            required = false)
    String password() default "";

    @AttributeDefinition(
            name = "Security policy",
            description =
                    "Often: exactly this policy is used; there is no silent downgrade. None sends everything readable and"
                            + " unprotected.",
            options = {
                @Option(label = "None", value = "0"),
                @Option(label = "Basic256Sha256", value = "3"),
                @Option(label = "Aes128_Sha256_RsaOaep", value = "4"),
                @Option(label = "Aes256_Sha256_RsaPss", value = "5")
            },
            required = false)
    int security_policy() default 3;

    @AttributeDefinition(
            name = "Security mode",
            description =
                    "Often: signed messages cannot be changed on the way, encrypted ones not be read either. Not used with policy None.",
            options = {
                @Option(label = "Sign", value = "Sign"),
                @Option(label = "Sign and encrypt", value = "SignAndEncrypt")
            },
            required = false)
    String security_mode() default "SignAndEncrypt";

    @AttributeDefinition(
            name = "Allow writing",
            description =
                    "Often: whether assets, wires and REST may write into the server. Off: every write fails and says so.",
            required = false)
    boolean write_enabled() default false;

    @AttributeDefinition(
            name = "Values written per second",
            description =
                    "Rarely: greatest number of values written in a second by all assets together; further ones fail. 1 to 1000.",
            min = "1",
            max = "1000",
            required = false)
    int write_maxPerSecond() default 10;

    @AttributeDefinition(
            name = "Subscription publish interval (ms)",
            description = "Rarely: time between two notifications of values that are listened to. 10 to 3600000.",
            min = "10",
            max = "3600000",
            required = false)
    int subscription_publish_interval() default 1000;

    @AttributeDefinition(
            name = "Max request items",
            description = "Rarely: greatest number of nodes of one request; less where the server says so. 1 to 10000.",
            min = "1",
            max = "10000",
            required = false)
    int max_request_items() default 200;

    @AttributeDefinition(
            name = "Alias of the application certificate",
            description =
                    "Rarely: entry in the keystore. A missing one is made: RSA 2048 bit, SHA-256, with the application URI.",
            required = false)
    String keystore_client_alias() default "millwright-opcua";

    @AttributeDefinition(
            name = "Application URI",
            description =
                    "Rarely: name under which the server knows this gateway. Empty: urn:millwright:opcua: and this"
                            + " driver's name.",
            required = false)
    String application_uri() default "";

    @AttributeDefinition(
            name = "Request timeout (s)",
            description = "Rarely: longest wait of an asset for a read or write of all its channels. 1 to 120.",
            min = "1",
            max = "120",
            required = false)
    int request_timeout() default 5;

    @AttributeDefinition(
            name = "Session timeout (s)",
            description = "Rarely: how long the server keeps the session without a sign of life. 5 to 3600.",
            min = "5",
            max = "3600",
            required = false)
    int session_timeout() default 60;

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
