"""What commands do with the addresses among their arguments: data, in the order of the alphabet."""

from __future__ import annotations

from rempart.addresses.words import word_set
from rempart.meaning.readers.shell.options import takes

LOCAL = word_set(
    "[ [[ alias apt-cache apt-mark arch at awk basename bc bg blkid blockdev break cat cd chage chattr chcon chgrp"
    " chmod chown chpasswd chsh cksum clear cmp column comm continue cp cryptsetup csplit cut date dd depmod df diff"
    " dircolors dirname dmesg dmsetup dos2unix dpkg dpkg-query dpkg-reconfigure du echo ed egrep enable envsubst"
    " escpos exit expand expr export fallocate false fdisk fg fgrep file find findmnt firewall-cmd fold free fsck"
    " fsfreeze fstrim fuser gawk gdisk getconf getent getfacl getopt getopts gpasswd grep groupadd groupdel groupmod"
    " groups growpart grub-mkconfig hash head hexdump history hostname hostnamectl hwclock iconv id initctl insmod"
    " install invoke-rc.d jobs join journalctl jq kill killall last ldconfig less let ln loadkeys locale locale-gen"
    " localectl locate login loginctl logrotate losetup ls lsblk lsmod lsof lsb_release lscpu lspci lvcreate lvextend"
    " lvremove lvresize lvs make mapfile mawk md5sum mdadm mkdir mkfifo mkfs mkfs.ext4 mkfs.xfs mknod mkpasswd mkswap"
    " mktemp modinfo modprobe more mountpoint mv nano newgrp nft nl nproc od parted partprobe passwd paste patch pgrep"
    " pidof pkill pr printenv printf ps pushd popd pvcreate pwd pwgen rdmsr read readarray readlink realpath reboot"
    " rename reset resize2fs restorecon return rev rm rmdir rmmod rpmquery runlevel sed semanage seq service sestatus"
    " set setcap setenforce setfacl setfattr setsebool sgdisk sha1sum sha256sum sha512sum shift shopt shred shuf"
    " shutdown sleep sort split sponge stat strings stty sum swapoff swapon sync sysctl systemctl systemd-analyze"
    " systemd-tmpfiles sysv-rc-conf tac tail tar tee test timedatectl top touch tput tr trap tree true truncate tty"
    " tune2fs type udevadm ufw ulimit umask umount unalias uname unexpand uniq unlink unset unzip unxz"
    " update-alternatives update-ca-certificates update-ca-trust update-grub update-initramfs update-rc.d uptime"
    " useradd userdel usermod usleep uuidgen vgcreate vgextend vgs vi vim visudo vmstat w wait wc which who whoami"
    " wipefs xfs_growfs xz xzcat yes yq zcat zip zgrep zramctl a2enmod a2ensite a2dissite a2dismod base64 base32"
    " basenc gzip gunzip bzip2 bunzip2 bzcat xxd zstd unzstd cloud-init-per newaliases postmap postconf htpasswd"
    " ssh-keygen chronyc iptables iptables-save iptables-restore ip6tables ipset addgroup adduser deluser delgroup"
    " crontab nginx apachectl apache2ctl sysbench stress source . : eval times"
)
"""Commands that work on the machine alone."""

FETCHING = word_set(
    "add-apt-repository ansible-galaxy ansible-pull apk apt apt-add-repository apt-get apt-key aptitude aria2c axel"
    " brew bundle cargo twine choco composer conda conda-env curl debootstrap dnf dpkg-scanpackages eget emerge flatpak"
    " fwupdmgr gem get go gpg gpg2 gpgv hf huggingface-cli kustomize krew lwp-download mamba microdnf mirror mix mvn"
    " nix nix-env npm npx ntpdate ntpd nuget nvm opam pacman phive pip pip2 pip3 pipenv pipx pnpm poetry pyenv rbenv"
    " rpm rpmkeys rustup sdk skopeo snap sntp svn tdnf terraform tofu up2date update-ca uv uvx wget wget2 yarn yay yum"
    " yum-config-manager zypper chronyd k3sup gradle gradlew mvnw"
)
"""Commands that get software, keys or time."""

PACKAGERS = word_set(
    "apk apt apt-get aptitude brew bundle cargo composer conda dnf flatpak gem microdnf mix npm nix-env npx pacman"
    " pip pip2 pip3 pipenv pipx pnpm poetry rpm snap tdnf uv yarn yum zypper nuget go choco"
)
"""Their arguments are packages, even those that look like hosts (``docker.io``)."""

SENDING = word_set(
    "amqp-publish autossh azcopy borg cloudflared curlftpfs duplicity filebeat fluent-bit hl7snd kaf"
    " kafka-console-producer kafka-console-producer.sh kcat kafkacat lftp logger mc mosquitto_pub mutt mail mailx"
    " msmtp ncftpput ngrok nsca send_nsca sendemail sendmail sftp-put smbclient snmptrap ssmtp statsd storescu stowrs"
    " swaks tailscale telegraf vector zabbix_sender dcmsend hl7send restic rustic rclone rdiff-backup s3cmd s4cmd"
    " s5cmd tarsnap kopia duplicacy burp bacula-fd nats-pub wal-g wal-e barman-cloud-backup barman-cloud-wal-archive"
    " pgbackrest walg promtail act_runner buildkite-agent config.cmd config.sh forgejo-runner gitlab-runner register"
    " run.sh swarm-client tfc-agent woodpecker-agent"
)
"""Commands that write to the hosts among their arguments; runners of builds send their logs where orders come from."""

SENDING_SUBCOMMANDS = word_set("deploy publish push send-pack upload")
"""Subcommands of those that otherwise fetch."""

TELLING = word_set("--help --version -V -h -help -version help version")
"""Arguments with which, alone, a command only tells about itself."""

INTERPRETERS = {
    "ash": "sh",
    "bash": "sh",
    "dash": "sh",
    "ksh": "sh",
    "rbash": "sh",
    "sh": "sh",
    "zsh": "sh",
    "fish": "sh",
    "ion": "sh",
    "deno": "ts",
    "lua": "lua",
    "node": "js",
    "nodejs": "js",
    "perl": "pl",
    "php": "php",
    "powershell": "ps1",
    "pwsh": "ps1",
    "pypy3": "py",
    "python": "py",
    "python2": "py",
    "python3": "py",
    "rscript": "r",
    "ruby": "rb",
}
"""Programs that run a text: the ending of a file of that language."""

CODE_OPTIONS = {
    "js": ("-e", "--eval", "-p", "--print"),
    "lua": ("-e",),
    "pl": ("-e", "-E"),
    "php": ("-r",),
    "ps1": ("-c", "-command", "-Command"),
    "py": ("-c",),
    "r": ("-e",),
    "rb": ("-e",),
    "ts": ("eval",),
}

QUERIES = {
    "mongo": "js",
    "mongosh": "js",
    "mariadb": "sql",
    "mysql": "sql",
    "psql": "sql",
    "sqlcmd": "sql",
    "sqlplus": "sql",
    "clickhouse-client": "sql",
}
"""Clients of databases, and the language that they speak."""

CONTAINERS = word_set("crictl ctr docker nerdctl podman buildah img singularity apptainer")
CURL = takes(
    "AbcCdDeEFhHKmoPQrtTuUwxXyYz",
    "abstract-unix-socket aws-sigv4 cacert capath cert ciphers config connect-timeout connect-to continue-at cookie"
    " cookie-jar crlfile curves data data-ascii data-binary data-raw data-urlencode dns-interface dns-servers doh-url"
    " dump-header egd-file engine expect100-timeout form form-escape form-string ftp-account ftp-port header"
    " hostpubmd5 interface ipfs-gateway json keepalive-time key key-type limit-rate local-port login-options mail-auth"
    " mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir"
    " parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-cert"
    " proxy-header proxy-key proxy-user pubkey quote random-file range rate referer request request-target resolve"
    " retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-hostname speed-limit"
    " speed-time stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsuser trace trace-ascii"
    " unix-socket upload-file url url-query user user-agent variable write-out",
)
WGET = takes(
    "aBDeGhiIlOoPQRTtUwX",
    "accept append-output base body-data body-file bind-address ca-certificate certificate config connect-timeout"
    " cut-dirs default-page directory-prefix dns-timeout domains exclude-domains execute header http-password"
    " http-user input-file level limit-rate load-cookies max-redirect method output-document output-file password"
    " post-data post-file private-key proxy-password proxy-user quota read-timeout referer reject save-cookies"
    " secure-protocol timeout tries user user-agent wait waitretry",
)
SSH = takes("bBcDeEFiIJlLmoOpPQRSwW", "")
SCP = takes("cDFiJloPSX", "")
SFTP = takes("BbcDFiJlnoPRSsX", "")
RSYNC = takes(
    "BeMTf",
    "backup-dir block-size bwlimit chmod chown compare-dest compress-level contimeout copy-dest exclude exclude-from"
    " files-from filter groupmap include include-from info link-dest log-file log-file-format max-size min-size"
    " modify-window out-format partial-dir password-file port remote-option rsh rsync-path sockopts suffix temp-dir"
    " timeout usermap",
)
CONTAINER_RUN = takes(
    "acehlmpuvw",
    "add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent cgroupns cidfile cpu-period cpu-quota"
    " cpu-rt-period cpu-shares cpus cpuset-cpus cpuset-mems device dns dns-option dns-search domainname entrypoint env"
    " env-file expose gpus group-add health-cmd health-interval health-retries health-start-period health-timeout"
    " hostname ip ip6 ipc isolation label label-file link log-driver log-opt mac-address memory memory-reservation"
    " memory-swap mount name net network network-alias oom-score-adj pid pids-limit platform publish pull restart"
    " runtime secret security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs ulimit user userns uts"
    " volume volume-driver volumes-from workdir creds pod authfile tls-verify conmon-pidfile",
)
CONTAINER_GLOBAL = takes(
    "cHln", "config context host log-level namespace tlscacert tlscert tlskey address root connection url"
)
KUBECTL = takes(
    "nfklopscL",
    "namespace filename context kubeconfig server token user cluster output selector patch type from-literal"
    " from-file docker-server docker-username docker-password docker-email image values set version repo",
)
DIG = takes("bcfkpqtxy", "type class")
GIT = takes("CcbomSuj", "git-dir work-tree branch depth message reference config origin upload-pack jobs author")
"""Which options of each take a value."""
