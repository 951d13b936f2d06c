"""SIMULATES LAYERS 2 AND 3: every port is bound at once and nothing carries a packet.

Trunks become active, QoS rules are accepted and nothing enforces them. Addresses, quotas, security groups and routers
are Neutron's own, and real as records.
"""

from __future__ import annotations

from typing import Any

from neutron.services.qos.drivers.openvswitch import driver as open_vswitch
from neutron.services.trunk.drivers import base as trunk_base
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.callbacks import events, registry, resources
from neutron_lib.plugins.ml2 import api
from neutron_lib.services.qos import base as qos_base
from neutron_lib.services.trunk import constants as trunk_constants
from oslo_config import cfg

NAME = "rempart"


class Mechanism(api.MechanismDriver):
    """Binds every port to the first segment of its network."""

    @property
    def connectivity(self) -> str:
        """What a bound port would carry."""
        return str(portbindings.CONNECTIVITY_L2)

    def initialize(self) -> None:
        """Nothing to set up: there is no agent."""

    def bind_port(self, context: Any) -> None:
        """Bind a port as Open vSwitch would, without one."""
        if context.current.get(portbindings.VNIC_TYPE) not in (portbindings.VNIC_NORMAL, None):
            return
        for segment in context.segments_to_bind:
            context.set_binding(
                segment[api.ID],
                portbindings.VIF_TYPE_OVS,
                {portbindings.CAP_PORT_FILTER: True},
                status=constants.PORT_STATUS_ACTIVE,
            )
            return


class Trunks(trunk_base.DriverBase):
    """Makes trunks active as soon as they are there."""

    @property
    def is_loaded(self) -> bool:
        """Tell whether the lab's mechanism is the one in use."""
        return NAME in cfg.CONF.ml2.mechanism_drivers

    @registry.receives(resources.TRUNK_PLUGIN, [events.AFTER_INIT])
    def register(self, resource: str, event: str, trigger: Any, payload: Any = None) -> None:
        """Listen for new trunks."""
        super().register(resource, event, trigger, payload=payload)
        registry.subscribe(self.activate, resources.TRUNK, events.AFTER_CREATE)

    @staticmethod
    def activate(resource: str, event: str, trigger: Any, payload: Any) -> None:  # noqa: ARG004  Neutron's
        """Make a trunk active."""
        payload.latest_state.update(status=trunk_constants.TRUNK_ACTIVE_STATUS)


class QualityOfService(qos_base.DriverBase):
    """Accepts the rules that Open vSwitch takes; enforces none."""

    def validate_rule_for_port(self, context: Any, rule: Any, port: Any) -> bool:
        """Accept."""
        return True

    def validate_rule_for_network(self, context: Any, rule: Any, network_id: str) -> bool:
        """Accept."""
        return True


TRUNKS = Trunks(
    NAME,
    (portbindings.VIF_TYPE_OVS,),
    (trunk_constants.SEGMENTATION_TYPE_VLAN,),
    can_trunk_bound_port=True,
)
QUALITY_OF_SERVICE = QualityOfService(
    name=NAME,
    vif_types=[portbindings.VIF_TYPE_OVS, portbindings.VIF_TYPE_UNBOUND],
    vnic_types=[portbindings.VNIC_NORMAL],
    supported_rules=open_vswitch.SUPPORTED_RULES,
)
