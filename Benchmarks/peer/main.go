// SPDX-License-Identifier: MIT

// The peer of the benchmarks: the same AWS resources as `himat-eks apply`, one call after the other, with aws-sdk-go v1.
// `peer token CLUSTER` prints an ExecCredential instead. Its waiters look as often as HIMAT_POLL_INTERVAL says, as HiMAT's do.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/request"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/ec2"
	"github.com/aws/aws-sdk-go/service/eks"
	"github.com/aws/aws-sdk-go/service/iam"
	"github.com/aws/aws-sdk-go/service/ssm"
	"github.com/aws/aws-sdk-go/service/sts"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type deploy struct {
	name, account string
	ec2           *ec2.EC2
	iam           *iam.IAM
	eks           *eks.EKS
	pause         request.WaiterOption
	interval      time.Duration
}

func main() {
	endpoint := os.Getenv("AWS_ENDPOINT_URL")
	config := &aws.Config{Region: aws.String(os.Getenv("AWS_REGION"))}
	if endpoint != "" {
		config.Endpoint = &endpoint
	}
	sess := session.Must(session.NewSession(config))
	if len(os.Args) == 3 && os.Args[1] == "token" {
		token(sess, os.Args[2])
		return
	}
	seconds, err := strconv.ParseFloat(os.Getenv("HIMAT_POLL_INTERVAL"), 64)
	must(err)
	interval := time.Duration(seconds * float64(time.Second))
	identity, err := sts.New(sess).GetCallerIdentity(nil)
	must(err)
	d := deploy{
		name: os.Getenv("NAME"), account: *identity.Account, ec2: ec2.New(sess), iam: iam.New(sess), eks: eks.New(sess),
		interval: interval, pause: request.WithWaiterDelay(request.ConstantWaiterDelay(interval)),
	}
	lock := ssm.New(sess)
	_, err = lock.PutParameter(&ssm.PutParameterInput{
		Name: aws.String("/himat/" + d.name + "/lock"), Value: aws.String("peer"), Type: aws.String("String"), Overwrite: aws.Bool(false)})
	must(err)
	zones, err := d.ec2.DescribeAvailabilityZones(nil)
	must(err)
	zone := func(i int) *string { return zones.AvailabilityZones[i].ZoneName }

	subnets := d.network(zone)
	clusterRole := d.role("cluster", "eks.amazonaws.com", "AmazonEKSClusterPolicy")
	nodeRole := d.role("node", "ec2.amazonaws.com", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly")
	csiRole := d.role("csi", "pods.eks.amazonaws.com", "AmazonEBSCSIDriverPolicyV2")
	volume, err := d.ec2.CreateVolume(&ec2.CreateVolumeInput{
		AvailabilityZone: zone(0), Size: aws.Int64(16), VolumeType: aws.String("gp3"), Encrypted: aws.Bool(true), TagSpecifications: d.tags("volume")})
	must(err)
	must(d.ec2.WaitUntilVolumeAvailableWithContext(aws.BackgroundContext(), &ec2.DescribeVolumesInput{VolumeIds: []*string{volume.VolumeId}}, d.pause))

	d.post("CreateCluster", "/clusters", &cluster{
		Name: &d.name, Role: clusterRole, Network: &network{Subnets: subnets},
		Access: &access{Mode: aws.String("API"), Admin: aws.Bool(false)}, Bootstrap: aws.Bool(false)})
	must(d.eks.WaitUntilClusterActiveWithContext(aws.BackgroundContext(), &eks.DescribeClusterInput{Name: &d.name}, d.pause, request.WithWaiterMaxAttempts(1000)))
	d.grant(*identity.Arn, *csiRole)
	for _, addon := range []string{"vpc-cni", "kube-proxy", "eks-pod-identity-agent"} {
		d.addon(addon)
	}
	for _, kind := range []string{"stable", "spot"} {
		d.nodes(kind, nodeRole, subnets)
	}
	for _, addon := range []string{"coredns", "aws-ebs-csi-driver"} {
		d.addon(addon)
	}
	_, err = lock.DeleteParameter(&ssm.DeleteParameterInput{Name: aws.String("/himat/" + d.name + "/lock")})
	must(err)
}

func (d deploy) tags(kind string) []*ec2.TagSpecification {
	tag := func(key, value string) *ec2.Tag { return &ec2.Tag{Key: &key, Value: &value} }
	return []*ec2.TagSpecification{{ResourceType: &kind, Tags: []*ec2.Tag{
		tag("Name", d.name), tag("himat:cluster", d.name), tag("ebs.csi.aws.com/cluster", "true")}}}
}

func (d deploy) network(zone func(int) *string) []*string {
	made, err := d.ec2.CreateVpc(&ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16"), TagSpecifications: d.tags("vpc")})
	must(err)
	vpc := made.Vpc.VpcId
	_, err = d.ec2.ModifyVpcAttribute(&ec2.ModifyVpcAttributeInput{VpcId: vpc, EnableDnsHostnames: &ec2.AttributeBooleanValue{Value: aws.Bool(true)}})
	must(err)
	gateway, err := d.ec2.CreateInternetGateway(&ec2.CreateInternetGatewayInput{TagSpecifications: d.tags("internet-gateway")})
	must(err)
	_, err = d.ec2.AttachInternetGateway(&ec2.AttachInternetGatewayInput{VpcId: vpc, InternetGatewayId: gateway.InternetGateway.InternetGatewayId})
	must(err)
	var subnets []*string
	for i := 0; i < 2; i++ {
		subnet, err := d.ec2.CreateSubnet(&ec2.CreateSubnetInput{
			VpcId: vpc, CidrBlock: aws.String(fmt.Sprintf("10.0.%d.0/20", i*16)), AvailabilityZone: zone(i), TagSpecifications: d.tags("subnet")})
		must(err)
		id := subnet.Subnet.SubnetId
		_, err = d.ec2.ModifySubnetAttribute(&ec2.ModifySubnetAttributeInput{SubnetId: id, MapPublicIpOnLaunch: &ec2.AttributeBooleanValue{Value: aws.Bool(true)}})
		must(err)
		subnets = append(subnets, id)
	}
	table, err := d.ec2.CreateRouteTable(&ec2.CreateRouteTableInput{VpcId: vpc, TagSpecifications: d.tags("route-table")})
	must(err)
	_, err = d.ec2.CreateRoute(&ec2.CreateRouteInput{
		RouteTableId: table.RouteTable.RouteTableId, DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: gateway.InternetGateway.InternetGatewayId})
	must(err)
	for _, subnet := range subnets {
		_, err = d.ec2.AssociateRouteTable(&ec2.AssociateRouteTableInput{RouteTableId: table.RouteTable.RouteTableId, SubnetId: subnet})
		must(err)
	}
	return subnets
}

func (d deploy) role(name, service string, policies ...string) *string {
	actions := `"sts:AssumeRole"`
	if service == "pods.eks.amazonaws.com" {
		actions = `["sts:AssumeRole","sts:TagSession"]`
	}
	role := d.name + "-" + name
	made, err := d.iam.CreateRole(&iam.CreateRoleInput{RoleName: &role, AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":` + actions + `,"Principal":{"Service":"` + service + `"}}]}`)})
	must(err)
	for _, policy := range policies {
		_, err = d.iam.AttachRolePolicy(&iam.AttachRolePolicyInput{RoleName: &role, PolicyArn: aws.String("arn:aws:iam::aws:policy/" + policy)})
		must(err)
	}
	return made.Role.Arn
}

func (d deploy) addon(name string) {
	_, err := d.eks.CreateAddon(&eks.CreateAddonInput{ClusterName: &d.name, AddonName: &name})
	must(err)
	must(d.eks.WaitUntilAddonActiveWithContext(aws.BackgroundContext(), &eks.DescribeAddonInput{ClusterName: &d.name, AddonName: &name},
		d.pause, request.WithWaiterMaxAttempts(1000)))
}

func (d deploy) nodes(kind string, role *string, subnets []*string) {
	name := d.name + "-" + kind
	template, err := d.ec2.CreateLaunchTemplate(&ec2.CreateLaunchTemplateInput{
		LaunchTemplateName: &name, TagSpecifications: d.tags("launch-template"),
		LaunchTemplateData: &ec2.RequestLaunchTemplateData{MetadataOptions: &ec2.LaunchTemplateInstanceMetadataOptionsRequest{
			HttpTokens: aws.String("required"), HttpPutResponseHopLimit: aws.Int64(1)}}})
	must(err)
	capacity, count, where := "ON_DEMAND", int64(1), subnets[:1]
	if kind == "spot" {
		capacity, count, where = "SPOT", 3, subnets
	}
	_, err = d.eks.CreateNodegroup(&eks.CreateNodegroupInput{
		ClusterName: &d.name, NodegroupName: &kind, NodeRole: role, Subnets: where, CapacityType: &capacity,
		AmiType: aws.String("AL2023_x86_64_STANDARD"), InstanceTypes: []*string{aws.String("m5.xlarge")},
		Labels:         map[string]*string{"kind": aws.String(kind)},
		ScalingConfig:  &eks.NodegroupScalingConfig{MinSize: &count, DesiredSize: &count, MaxSize: &count},
		LaunchTemplate: &eks.LaunchTemplateSpecification{Id: template.LaunchTemplate.LaunchTemplateId, Version: aws.String("1")}})
	must(err)
	must(d.eks.WaitUntilNodegroupActiveWithContext(aws.BackgroundContext(),
		&eks.DescribeNodegroupInput{ClusterName: &d.name, NodegroupName: &kind}, d.pause, request.WithWaiterMaxAttempts(1000)))
}

// What this SDK is too old to know, sent through its own signer and protocol.
type cluster struct {
	_         struct{} `type:"structure"`
	Name      *string  `locationName:"name" type:"string"`
	Role      *string  `locationName:"roleArn" type:"string"`
	Network   *network `locationName:"resourcesVpcConfig" type:"structure"`
	Access    *access  `locationName:"accessConfig" type:"structure"`
	Bootstrap *bool    `locationName:"bootstrapSelfManagedAddons" type:"boolean"`
}

type network struct {
	_       struct{}  `type:"structure"`
	Subnets []*string `locationName:"subnetIds" type:"list"`
}

type access struct {
	_     struct{} `type:"structure"`
	Mode  *string  `locationName:"authenticationMode" type:"string"`
	Admin *bool    `locationName:"bootstrapClusterCreatorAdminPermissions" type:"boolean"`
}

type principal struct {
	_    struct{} `type:"structure"`
	Name *string  `location:"uri" locationName:"name" type:"string"`
	ARN  *string  `locationName:"principalArn" type:"string"`
}

type policy struct {
	_         struct{} `type:"structure"`
	Name      *string  `location:"uri" locationName:"name" type:"string"`
	Principal *string  `location:"uri" locationName:"principalArn" type:"string"`
	ARN       *string  `locationName:"policyArn" type:"string"`
	Scope     *scope   `locationName:"accessScope" type:"structure"`
}

type scope struct {
	_    struct{} `type:"structure"`
	Type *string  `locationName:"type" type:"string"`
}

type identity struct {
	_         struct{} `type:"structure"`
	Name      *string  `location:"uri" locationName:"name" type:"string"`
	Namespace *string  `locationName:"namespace" type:"string"`
	Account   *string  `locationName:"serviceAccount" type:"string"`
	Role      *string  `locationName:"roleArn" type:"string"`
}

type nothing struct {
	_ struct{} `type:"structure"`
}

func (d deploy) post(name, path string, input interface{}) {
	operation := &request.Operation{Name: name, HTTPMethod: "POST", HTTPPath: path}
	must(d.eks.NewRequest(operation, input, &nothing{}).Send())
}

func (d deploy) grant(caller, csiRole string) {
	d.post("CreateAccessEntry", "/clusters/{name}/access-entries", &principal{Name: &d.name, ARN: &caller})
	d.post("AssociateAccessPolicy", "/clusters/{name}/access-entries/{principalArn}/access-policies", &policy{
		Name: &d.name, Principal: &caller, Scope: &scope{Type: aws.String("cluster")},
		ARN: aws.String("arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy")})
	d.post("CreatePodIdentityAssociation", "/clusters/{name}/pod-identity-associations", &identity{
		Name: &d.name, Namespace: aws.String("kube-system"), Account: aws.String("ebs-csi-controller-sa"), Role: &csiRole})
}

func token(sess *session.Session, cluster string) {
	call, _ := sts.New(sess).GetCallerIdentityRequest(&sts.GetCallerIdentityInput{})
	call.HTTPRequest.Header.Add("x-k8s-aws-id", cluster)
	url, err := call.Presign(60 * time.Second)
	must(err)
	fmt.Printf(`{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","spec":{},"status":{"expirationTimestamp":%q,"token":"k8s-aws-v1.%s"}}`+"\n",
		time.Now().UTC().Add(14*time.Minute).Format(time.RFC3339), base64.RawURLEncoding.EncodeToString([]byte(url)))
}
