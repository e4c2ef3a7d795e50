# SPDX-License-Identifier: Apache-2.0
"""A throw-away certificate authority and one server certificate.

The certificates are valid from 2000 to 2049, so that clients under
libfaketime see a valid one too; only "openssl ca" can date them back.
"""

import os
import ssl
import subprocess

CONFIG = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = %(name)s

[ca]
default_ca = simulator
[simulator]
database = %(work)s/index
new_certs_dir = %(work)s
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
default_startdate = 20000101000000Z
default_enddate = 20491231235959Z
[anything]
commonName = supplied

[root]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = IP:127.0.0.1, DNS:localhost
"""


def make_certificates(directory):
    """Write ca.pem, server.pem and their keys into directory."""
    work = os.path.join(directory, "ca")
    os.makedirs(work, exist_ok=True)
    open(os.path.join(work, "index"), "w").close()

    _certificate(directory, work, "ca", "Foundry simulator CA",
                 "-extensions", "root", "-selfsign",
                 "-keyfile", _key(directory, "ca"))
    _certificate(directory, work, "server", "Foundry simulator",
                 "-extensions", "server",
                 "-keyfile", _key(directory, "ca"),
                 "-cert", os.path.join(directory, "ca.pem"))


def server_context(directory):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(directory, "server.pem"),
                            _key(directory, "server"))
    context.set_alpn_protocols(["http/1.1"])
    return context


def _key(directory, name):
    return os.path.join(directory, name + ".key")


def _certificate(directory, work, name, subject, *how):
    config = os.path.join(work, name + ".cnf")
    request = os.path.join(work, name + ".csr")
    with open(config, "w") as file:
        file.write(CONFIG % {"name": subject, "work": work})
    _openssl("req", "-new", "-config", config, "-out", request, "-nodes",
             "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-keyout", _key(directory, name))
    _openssl("ca", "-batch", "-notext", "-config", config, "-in", request,
             "-out", os.path.join(directory, name + ".pem"), *how)


def _openssl(*words):
    done = subprocess.run(["openssl", *words], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError("openssl " + words[0] + ": " + done.stderr)
